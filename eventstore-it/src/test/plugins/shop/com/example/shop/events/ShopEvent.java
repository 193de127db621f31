package com.example.shop.events;

import com.example.shop.money.Money;

/** All that happens in the shop. */
public sealed interface ShopEvent {

    /**
     * Something was sold.
     *
     * @param article what
     * @param pieces how many
     */
    record Sold(String article, int pieces) implements ShopEvent {}

    /**
     * Something was paid.
     *
     * @param total how much
     */
    record Paid(Money total) implements ShopEvent {}
}
