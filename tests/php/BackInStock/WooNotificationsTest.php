<?php
declare(strict_types=1);

namespace Storewire\Tests\BackInStock;

use Automattic\Jetpack\Constants;
use Storewire\BackInStock\FormSettings;
use Storewire\Outbox\OutboxTable;
use Storewire\Support\Urls;
use Storewire\Tests\Support\Browser;
use Storewire\Tests\Support\Mailbox;
use Storewire\Tests\Support\MuPlugin;

/**
 * K1, K2: WooCommerce's own stock notifications, with its own form, its own mails and its own double opt-in.
 */
final class WooNotificationsTest extends SignupTestCase {

	/** WooCommerce's switch for its developers, and its owner's setting. */
	const ON = "defined( 'WOOCOMMERCE_BIS_ALPHA_ENABLED' ) || define( 'WOOCOMMERCE_BIS_ALPHA_ENABLED', true );";

	const SETTING = 'woocommerce_customer_stock_notifications_';

	private Mailbox $mailbox;

	protected function setUp(): void {
		parent::setUp();
		if ( 'woocommerce' !== getenv( 'SHOP' ) || ! class_exists( 'Automattic\WooCommerce\Internal\StockNotifications\Notification' ) ) {
			$this->mailbox = new Mailbox();
			$this->markTestSkipped( 'This shop has no stock notifications of its own.' );
		}
		$this->mailbox = new Mailbox( self::ON );
		// It makes its tables only where it is switched on.
		Constants::set_constant( 'WOOCOMMERCE_BIS_ALPHA_ENABLED', true );
		\WC_Install::create_tables();
		Constants::clear_single_constant( 'WOOCOMMERCE_BIS_ALPHA_ENABLED' );
		update_option( self::SETTING . 'allow_signups', 'yes' );
	}

	protected function tearDown(): void {
		$this->mailbox->close();
		foreach ( array( 'allow_signups', 'require_double_opt_in', 'require_account' ) as $name ) {
			delete_option( self::SETTING . $name );
		}
		foreach ( array( 'wc_stock_notifications', 'wc_stock_notificationmeta' ) as $table ) {
			$this->sql( "DROP TABLE IF EXISTS {$GLOBALS['wpdb']->prefix}$table" );
		}
		parent::tearDown();
	}

	/** What is asked for in WooCommerce's form goes the same way, once for the same shopper and product. */
	public function test_a_signup_goes_to_the_waitlist(): void {
		$id = $this->sold_out( 'Kettle' );
		$this->sign_up( $id, 'Ann@Example.com' );
		$rows = $this->signups();
		$this->assertCount( 1, $rows );
		$kept = json_decode( (string) $rows[0]['payload'], true )['snapshot'];
		$this->assertSame( array( 'ann@example.com', (string) $id, 'Kettle', 'Signed up in WooCommerce’s own form for stock notifications.' ), array( $kept['email'], $kept['providerProductId'], $kept['productTitle'], $kept['consent'] ) );
		$this->assertArrayNotHasKey( 'confirmedAt', $kept );
		$this->assertSame( '1', $rows[0]['anonymous'] );

		$this->sign_up( $id, 'ann@example.com' );
		( new Browser() )->json( 'POST', rest_url( 'storewire/v1/signup' ), array( 'product' => $id, 'email' => 'ann@example.com', 'agreed' => true ) );
		$this->assertCount( 1, $this->signups() );
		( new Browser() )->json( 'POST', rest_url( 'storewire/v1/signup' ), array( 'product' => $id, 'email' => 'bob@example.com', 'agreed' => true ) );
		$this->sign_up( $id, 'bob@example.com' );
		$this->assertCount( 2, $this->signups() );
		$this->settle();
		$this->relay()->step( 20 );
		$list = ( new Browser() )->json( 'GET', STOREWIRE_BACKEND_URL . '/test/export?storeUrl=' . rawurlencode( home_url() ) )['waitlist'];
		$this->assertSame( array( 'ann@example.com', 'bob@example.com' ), array_column( $list, 'email' ) );
	}

	/** A variation. */
	public function test_a_variation(): void {
		list( $shirt, $red ) = $this->shirt();
		$this->sign_up( $red, 'ann@example.com', $shirt );
		$kept = json_decode( (string) $this->signups()[0]['payload'], true )['snapshot'];
		$this->assertSame( array( (string) $shirt, (string) $red, 'Red' ), array( $kept['providerProductId'], $kept['providerVariantId'], $kept['variantTitle'] ) );
	}

	/** Where WooCommerce has shoppers confirm, nothing is sent before they did; then with both moments. */
	public function test_woocommerces_double_opt_in(): void {
		update_option( self::SETTING . 'require_double_opt_in', 'yes' );
		// Ours is for our form.
		update_option( FormSettings::OPTION, array( 'confirm' => true ), false );
		$id = $this->sold_out( 'Kettle' );
		$this->sign_up( $id, 'ann@example.com' );
		$this->assertSame( array(), $this->signups() );
		$mails = $this->mailbox->mails();
		$this->assertCount( 1, $mails );
		$this->assertSame( 1, preg_match( '~https?://[^"\s]*email_link_action_key[^"\s]*~', html_entity_decode( $mails[0]['body'] ), $link ) );
		sleep( 1 );
		( new Browser() )->open( $link[0] );
		$rows = $this->signups();
		$this->assertCount( 1, $rows );
		$kept = json_decode( (string) $rows[0]['payload'], true )['snapshot'];
		$this->assertLessThan( $kept['confirmedAt'], $kept['requestedAt'] );
		( new Browser() )->open( $link[0] );
		$this->assertCount( 1, $this->signups() );
	}

	/** K2: the limits are the same; WooCommerce's own list is not touched. */
	public function test_limits(): void {
		$id = $this->sold_out( 'Kettle' );
		for ( $n = 0; $n < 22; $n++ ) {
			$this->sign_up( $id, "shopper$n@example.com" );
		}
		$this->assertCount( 20, $this->signups() );
		global $wpdb;
		$this->assertSame( '22', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}wc_stock_notifications WHERE product_id = $id" ) );
	}

	/** Not two forms: where WooCommerce shows its own, ours is only where somebody put it. */
	public function test_one_form(): void {
		$theme  = get_stylesheet();
		$kettle = $this->sold_out( 'Kettle' );
		$off    = $this->sold_out( 'Pot' );
		update_post_meta( $off, 'customer_stock_notifications_enable_signups', 'no' );
		list( $shirt ) = $this->shirt();
		foreach ( array_intersect( array( 'twentytwentyfive', 'twentytwentyone' ), array_keys( wp_get_themes() ) ) as $name ) {
			switch_theme( $name );
			$this->assertSame( array( 1, 0 ), $this->forms( $kettle ), $name );
			$this->assertSame( array( 1, 0 ), $this->forms( $shirt ), $name );
			$this->assertSame( array( 0, 1 ), $this->forms( $off ), "$name: WooCommerce shows none for this product" );
		}
		switch_theme( $theme );
		update_option( self::SETTING . 'require_account', 'yes' );
		$this->assertSame( array( 0, 0 ), $this->forms( $kettle ), 'WooCommerce asks to log in.' );
		delete_option( self::SETTING . 'require_account' );
		$page         = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Wait', 'post_content' => "[storewire_back_in_stock product=\"$kettle\"]" ) );
		$this->made[] = $page;
		$this->assertSame( array( 0, 1 ), $this->forms( $page ), 'Put there by the owner.' );
		update_option( self::SETTING . 'allow_signups', 'no' );
		$this->assertSame( array( 0, 1 ), $this->forms( $off ), 'Switched off.' );
	}

	/** E4: the stock event is the same with the notifications on, and once. */
	public function test_stock_is_reported_once(): void {
		update_option( \Storewire\Recording\Recorder::OPTION, array( 'orders', 'products' ) );
		$id = $this->sold_out( 'Kettle' );
		$this->sign_up( $id, 'ann@example.com' );
		$this->sql( 'TRUNCATE TABLE ' . OutboxTable::name() );
		$owner  = self::sign_in( 'administrator' );
		$remove = MuPlugin::add( 'restock', "add_action( 'wp_loaded', static function () { if ( isset( \$_GET['restock'] ) ) { \$p = wc_get_product( (int) \$_GET['restock'] ); \$p->set_stock_status( 'instock' ); \$p->save(); exit( 'done' ); } } );" );
		$answer = $owner->open( home_url( "/?restock=$id" ) )->body;
		$remove();
		$this->assertStringEndsWith( 'done', $answer );
		$facts = array_filter( $this->rows(), static fn( array $row ): bool => 'stock_changed' === $row['topic'] );
		$this->assertSame( array( (string) $id ), array_values( array_column( $facts, 'object' ) ) );
	}

	/** The owner is told, and only where it is so. */
	public function test_the_card_says_so(): void {
		$says  = 'WooCommerce’s own stock notifications are switched on';
		$owner = self::sign_in( 'administrator' );
		$this->assertStringContainsString( $says, $owner->open( Urls::admin_page() )->text() );
		update_option( self::SETTING . 'allow_signups', 'no' );
		$this->assertStringNotContainsString( $says, $owner->open( Urls::admin_page() )->text() );
		update_option( self::SETTING . 'allow_signups', 'yes' );
		$this->mailbox->close();
		$this->mailbox = new Mailbox();
		$this->assertStringNotContainsString( $says, $owner->open( Urls::admin_page() )->text() );
	}

	/** Signs up as WooCommerce's form does. */
	private function sign_up( int $id, string $email, int $page = 0 ): void {
		$answer = wp_remote_post(
			get_permalink( 0 === $page ? $id : $page ),
			array(
				'timeout' => 30,
				'body'    => array( 'wc_bis_register' => '', 'wc_bis_email' => $email, 'wc_bis_product_id' => $id ),
			)
		);
		$this->assertSame( 200, wp_remote_retrieve_response_code( $answer ) );
	}

	/** @return int[] How many forms of WooCommerce's and of ours a page has. */
	private function forms( int $product ): array {
		$page = ( new Browser() )->open( get_permalink( $product ) )->body;
		$page = (string) preg_replace( '#<noscript>.*?</noscript>#s', '', $page );
		return array( substr_count( $page, 'class="wc_bis_form' ) - substr_count( $page, 'class="wc_bis_form__' ), substr_count( $page, 'class="storewire-signup"' ) );
	}
}
