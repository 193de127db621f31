package com.example.orders;

/**
 * An order was placed.
 *
 * @param article what
 * @param pieces how many
 */
record OrderPlaced(String article, int pieces) {}
