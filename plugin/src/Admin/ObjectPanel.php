<?php
/**
 * One object, on the page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Core\Messages;
use Storewire\Generated\Rules;
use Storewire\Health\Inspector;
use Storewire\Outbox\Ledger;
use Storewire\Support\Urls;
use Storewire\Sync\SyncWords;

/**
 * The form that asks what would be sent of an object, or why nothing would (D8), and the answer.
 */
final class ObjectPanel {

	/** Fields of the form; in the page's address, for nothing changes. */
	const TYPE = 'storewire_type';
	const ID   = 'storewire_id';

	/**
	 * Prints it.
	 *
	 * @param Inspector $inspector Knows.
	 * @param string    $type      What was asked for; '' for nothing.
	 * @param int       $id        And its id.
	 */
	public static function print( Inspector $inspector, string $type, int $id ): void {
		$is_asked = isset( Inspector::TOPICS[ $type ] ) && $id > 0;
		printf( '<div class="wrap storewire"><section class="storewire-card" data-object><details%s><summary>%s</summary>', $is_asked ? ' open' : '', esc_html__( 'What is sent of one order, product or customer?', 'storewire' ) );
		printf( '<form method="get" action="%s"><input type="hidden" name="page" value="%s"><p><label>%s <select name="%s">', esc_url( admin_url( 'admin.php' ) ), esc_attr( Urls::PAGE ), esc_html__( 'What', 'storewire' ), esc_attr( self::TYPE ) );
		foreach ( self::types() as $name => $label ) {
			printf( '<option value="%s"%s>%s</option>', esc_attr( $name ), selected( $name, $type, false ), esc_html( $label ) );
		}
		printf( '</select></label> <label>%s <input type="number" min="1" required name="%s" value="%s"></label> <button class="button">%s</button></p></form>', esc_html__( 'Id', 'storewire' ), esc_attr( self::ID ), esc_attr( $id > 0 ? (string) $id : '' ), esc_html__( 'Show', 'storewire' ) );
		if ( $is_asked ) {
			self::answer( $inspector->inspect( $type, $id ) );
		}
		echo '</details></section></div>';
	}

	/**
	 * What can be asked for.
	 *
	 * @return array<string,string>
	 */
	private static function types(): array {
		return array(
			Rules::ORDER    => __( 'Order', 'storewire' ),
			Rules::PRODUCT  => __( 'Product', 'storewire' ),
			Rules::CONTACT  => __( 'Customer (user)', 'storewire' ),
			Rules::CATEGORY => __( 'Category', 'storewire' ),
		);
	}

	/**
	 * Prints the answer.
	 *
	 * @param array<string,mixed> $about Of Inspector::inspect().
	 */
	private static function answer( array $about ): void {
		echo '<ul>';
		foreach ( self::lines( $about ) as $line ) {
			printf( '<li>%s</li>', esc_html( $line ) );
		}
		echo '</ul>';
		if ( null !== $about['body'] ) {
			printf( '<pre data-body>%s</pre>', esc_html( $about['body'] ) );
		}
	}

	/**
	 * The answer in words, without the body.
	 *
	 * @param array<string,mixed> $about Of Inspector::inspect().
	 * @return string[]
	 */
	public static function lines( array $about ): array {
		$lines = array();
		foreach ( $about['faults'] as $fault ) {
			/* translators: %s: what is wrong. */
			$lines[] = sprintf( __( 'Cannot be sent: %s', 'storewire' ), $fault );
		}
		foreach ( $about['leftOut'] as $skip ) {
			/* translators: 1: kind of object, 2: reason. */
			$lines[] = sprintf( __( 'Left out: %1$s: %2$s', 'storewire' ), Messages::kind( $skip['type'] ), Messages::of_skip( $skip ) );
		}
		foreach ( $about['history'] as $entry ) {
			$what    = Ledger::SENT === $entry['outcome'] ? __( 'sent', 'storewire' ) : Messages::kind( $entry['type'] ) . ': ' . Messages::of_skip( $entry );
			$lines[] = SyncWords::moment( $entry['at'] ) . " {$entry['topic']}: $what";
		}
		foreach ( $about['buried'] as $row ) {
			$lines[] = SyncWords::moment( intdiv( $row['buriedAt'], 1000 ) ) . " {$row['topic']}: {$row['reason']}";
		}
		if ( array() !== $about['waiting'] ) {
			/* translators: %s: kinds of changes. */
			$lines[] = sprintf( __( 'Waits to be sent: %s', 'storewire' ), implode( ', ', $about['waiting'] ) );
		}
		/* translators: %s: an address. */
		$lines[] = null === $about['body'] ? __( 'Nothing would be sent now.', 'storewire' ) : sprintf( __( 'This would be sent now to %s (the moment of reading and the end of its ids change each time):', 'storewire' ), $about['url'] );
		return $lines;
	}
}
