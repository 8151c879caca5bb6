<?php
/**
 * What the switches cover, and what revenue is, in words.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Generated\Rules;

/**
 * Prints the table of switches (C7) and the formulas of revenue (S11) for owners. readme.txt says the same; the rules are
 * those of src/core/owner/settings.rs and src/core/mapping/revenue.rs.
 */
final class Coverage {

	/**
	 * Prints both, folded up.
	 */
	public static function print(): void {
		printf( '<details class="storewire-coverage"><summary>%s</summary>', esc_html__( 'What do the switches cover, and how is revenue computed?', 'storewire' ) );
		printf( '<table class="widefat striped"><thead><tr><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>', esc_html__( 'Switch', 'storewire' ), esc_html__( 'What it sends', 'storewire' ), esc_html__( 'While it is off', 'storewire' ) );
		self::switches();
		printf( '</tbody></table><p>%s</p>', esc_html__( 'Switching one on offers a sync of what was missed. Events are never made up later of what happened while it was off.', 'storewire' ) );
		printf( '<p>%s</p><ul>', esc_html__( 'Each registered customer is sent with these figures, separately for each currency:', 'storewire' ) );
		foreach ( self::revenue() as $name => $formula ) {
			printf( '<li><code>%s</code>: %s</li>', esc_html( $name ), esc_html( $formula ) );
		}
		echo '</ul></details>';
	}

	/**
	 * Prints a row for each switch.
	 */
	private static function switches(): void {
		$off    = __( 'Nothing of it is recorded.', 'storewire' );
		$labels = SettingsFields::sync_labels();
		self::row( $labels[ Rules::CONTACTS ], __( 'Contacts; carts and checkouts of known shoppers.', 'storewire' ), __( 'Nothing of it is recorded. An order still creates its contact, once.', 'storewire' ) );
		self::row( $labels[ Rules::PRODUCTS ], __( 'Products with their categories, and changes of stock.', 'storewire' ), $off );
		self::row( $labels[ Rules::ORDERS ], __( 'Orders, and events when they are fulfilled, cancelled or refunded.', 'storewire' ), $off );
		self::row( $labels[ Rules::TRANSACTIONS ], __( 'Payments and refunds.', 'storewire' ), $off );
		self::row( $labels[ Rules::ORDER_RECEIVED_TRIGGER ], __( 'The event that an order was placed, which starts workflows.', 'storewire' ), $off );
		self::row( $labels[ Rules::PAYMENT_RECEIVED_TRIGGER ], __( 'The event that an order was paid, which starts workflows.', 'storewire' ), $off );
		self::row( __( 'Deletion Sync', 'storewire' ), __( 'Deletions of products, categories, customers and orders.', 'storewire' ), __( 'What you delete stays at the backend.', 'storewire' ) );
	}

	/**
	 * Prints the row of a switch.
	 *
	 * @param string $name Its name.
	 * @param string $sent What it sends.
	 * @param string $off  What becomes of that while it is off.
	 */
	private static function row( string $name, string $sent, string $off ): void {
		printf( '<tr><th scope="row">%s</th><td>%s</td><td>%s</td></tr>', esc_html( $name ), esc_html( $sent ), esc_html( $off ) );
	}

	/**
	 * For each attribute how it is computed.
	 *
	 * @return array<string,string>
	 */
	private static function revenue(): array {
		return array(
			'ordersCount' => __( 'the number of paid orders, except those that are cancelled, failed, in the trash or fully refunded', 'storewire' ),
			'totalSpent'  => __( 'the totals of these orders, less what was refunded', 'storewire' ),
			'ltv'         => __( 'the same as totalSpent', 'storewire' ),
			'aov'         => __( 'totalSpent divided by ordersCount, rounded to the smallest unit of the currency', 'storewire' ),
		);
	}
}
