package com.example.shop.money;

/**
 * An amount, in a package that is not open to anybody.
 *
 * @param cents how much
 */
public record Money(int cents) {}
