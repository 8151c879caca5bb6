<?php
/**
 * The demo's people.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** 200 users (with WordPress' admin), and guests who buy without an account. */
final class People {

	private const FIRST = array( 'Ann', 'Björn', 'Chloé', 'Dmitri', 'Elif', 'Fatima', 'Giulia', 'Haruto', 'Inés', 'Jan', 'Kofi', 'Linh', 'Māra', 'Noah', 'Olu', 'Priya' );
	private const LAST  = array( 'Álvarez', 'Brown', 'Chen', "D'Angelo", 'Eriksson', 'Fischer', 'García', 'Haddad', 'Ito', 'Jansen', 'Kowalski', 'Løvås', 'Mbeki', 'Nowak', 'O’Brien', 'Petrov' );

	/** Names that have broken software before. */
	private const SPECIAL = array(
		array( 'محمد', 'العلي' ),
		array( '小明', '王' ),
		array( 'Zoë 🌟', 'Sparkle ☕' ),
		array( 'Robert"); DROP', "O'Table" ),
		array( '  Blank  ', '' ),
		array( 'José', 'Ñuñez & Söhne <b>' ),
	);

	/** How many users have which role; the three named ones in make() are not counted here. */
	private const ROLES = array(
		'customer'     => 142,
		'subscriber'   => 40,
		'shop_manager' => 9,
		'editor'       => 5,
	);

	/** @var int[] Ids of all users made. */
	public array $ids = array();

	/** @var array<string,int[]> Ids by role. */
	public array $by_role = array();

	private int $gone = 0;

	/** Makes the users. */
	public function make(): void {
		add_filter( 'wp_hash_password_options', static fn(): array => array( 'cost' => 4 ) );
		add_filter( 'send_email_change_email', '__return_false' );
		$number = 0;
		foreach ( self::ROLES as $role => $count ) {
			for ( $i = 0; $i < $count; $i++ ) {
				$this->user( ++$number, $role );
			}
		}
		$both = new \WP_User( $this->user( ++$number, 'shop_manager' ) );
		$both->add_role( 'customer' );
		$this->by_role['both'] = array( $both->ID );
		$none = new \WP_User( $this->user( ++$number, 'subscriber' ) );
		$none->set_role( '' );
		$this->by_role['none'] = array( $none->ID );
		$subscribed = new \WP_User( $this->user( ++$number, 'editor' ) );
		$subscribed->add_role( 'subscriber' );
		// Leaves after buying; his orders stay, with an id that no longer resolves.
		$this->gone = $this->user( ++$number, 'customer' );
	}

	/** The customer who leaves. */
	public function gone(): int {
		return $this->gone;
	}

	/**
	 * Deletes the user who leaves, and makes up for him, so that there are 200. Not by wp_delete_user(), which lets
	 * WooCommerce make his orders those of a guest: many tools delete only the row, and leave a customer that is none.
	 */
	public function leave(): void {
		global $wpdb;
		$wpdb->delete( $wpdb->users, array( 'ID' => $this->gone ) );
		$wpdb->delete( $wpdb->usermeta, array( 'user_id' => $this->gone ) );
		$this->ids = array_diff( $this->ids, array( $this->gone ) );
		$this->user( 300, 'subscriber' );
	}

	/** Someone with the role. */
	public function one_of( string $role ): int {
		return $this->by_role[ $role ][ mt_rand( 0, count( $this->by_role[ $role ] ) - 1 ) ];
	}

	/**
	 * The billing address of a user.
	 *
	 * @return array<string,string>
	 */
	public function billing_of( int $user ): array {
		$billing = array();
		foreach ( array_keys( self::address( 'A', 'B', 1 ) ) as $key ) {
			$billing[ $key ] = (string) get_user_meta( $user, 'billing_' . $key, true );
		}
		return array( 'email' => (string) get_user_meta( $user, 'billing_email', true ) ) + $billing;
	}

	/**
	 * A guest. The same number is the same person, who types the name and the address differently each time.
	 *
	 * @return array<string,string>
	 */
	public static function guest( int $number, int $time ): array {
		list( $first, $last ) = self::name( $number + 3 );
		$email                = "guest{$number}@shop.example";
		if ( 1 === $time % 3 ) {
			$email = strtoupper( $email );
			$first = strtoupper( $first );
		}
		if ( 2 === $time % 3 ) {
			$email = "Guest{$number}@Shop.Example";
			$last .= ' Jr.';
		}
		return array( 'email' => $email ) + self::address( $first, $last, $number + $time );
	}

	private function user( int $number, string $role ): int {
		list( $first, $last ) = self::name( $number );
		$email                = 0 === $number % 25 ? "Person{$number}@Example.COM" : "person{$number}@example.com";
		$meta                 = array( 'billing_email' => 0 === $number % 10 ? "billing{$number}@example.com" : $email );
		foreach ( self::address( $first, $last, $number ) as $key => $value ) {
			$meta[ 'billing_' . $key ] = $value;
			if ( 0 === $number % 4 && 'phone' !== $key ) {
				$meta[ 'shipping_' . $key ] = $value;
			}
		}
		$id = wp_insert_user(
			array(
				'user_login'      => "person{$number}",
				'user_pass'       => 'storewire',
				'user_email'      => $email,
				'first_name'      => $first,
				'last_name'       => $last,
				'display_name'    => trim( "$first $last" ),
				'user_registered' => gmdate( 'Y-m-d H:i:s', 1704067200 + $number * 86399 ),
				'role'            => $role,
				'locale'          => array( '', 'de_DE', 'ja' )[ $number % 3 ],
				'meta_input'      => $meta,
			)
		);
		if ( is_wp_error( $id ) ) {
			throw new \RuntimeException( $id->get_error_message() );
		}
		$this->ids[]              = $id;
		$this->by_role[ $role ][] = $id;
		return $id;
	}

	/** @return array{string,string} */
	private static function name( int $number ): array {
		if ( 0 === $number % 9 ) {
			return self::SPECIAL[ intdiv( $number, 9 ) % count( self::SPECIAL ) ];
		}
		return array( self::FIRST[ $number % 16 ], self::LAST[ intdiv( $number, 3 ) % 16 ] );
	}

	/** @return array<string,string> */
	private static function address( string $first, string $last, int $number ): array {
		return array(
			'first_name' => $first,
			'last_name'  => $last,
			'company'    => 0 === $number % 5 ? 'Kaffee & Co' : '',
			'address_1'  => "{$number} Harbour Street",
			'address_2'  => 0 === $number % 6 ? 'Floor 2' : '',
			'city'       => 'Springfield',
			'state'      => 'CA',
			'postcode'   => sprintf( '9%04d', $number ),
			'country'    => 'US',
			'phone'      => 0 === $number % 2 ? sprintf( '+1 555 %04d', $number ) : '',
		);
	}
}
