<?php
/**
 * Sync Store, on the page.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Admin;

use Storewire\Sync\SyncWords;

/**
 * Progress of each type, and the form that starts a sync. The script of the page finds its places by `data-` attributes.
 */
final class SyncPanel {

	/**
	 * Of `SyncActions::status()`.
	 *
	 * @var array<string,mixed>
	 */
	private array $sync;

	/**
	 * Whether its button is the page's first choice.
	 */
	private bool $is_first;

	/**
	 * @param array<string,mixed> $sync     Of `SyncActions::status()`.
	 * @param bool                $is_first Whether its button is the page's first choice.
	 */
	public function __construct( array $sync, bool $is_first = true ) {
		$this->sync     = $sync;
		$this->is_first = $is_first;
	}

	/**
	 * Offers to sync what was missed while a kind of sync was off, or consent was missing (C7).
	 *
	 * @param string[] $types Types that were missed.
	 */
	public static function offer( array $types ): void {
		if ( array() === $types ) {
			return;
		}
		echo '<div class="notice notice-info inline" data-missed>';
		Forms::begin( 'sync' );
		foreach ( $types as $type ) {
			printf( '<input type="hidden" name="types[]" value="%s">', esc_attr( $type ) );
		}
		$names = SyncWords::names( $types );
		/* translators: %s: a list of Contacts, Products, Orders, Transactions. */
		$text = __( '%s are kept in sync again. What changed while this was off is not there yet.', 'storewire' );
		/* translators: %s: a list of Contacts, Products, Orders, Transactions. */
		$button = __( 'Sync now: %s', 'storewire' );
		printf( '<p>%s <button class="button">%s</button></p></form>', esc_html( sprintf( $text, $names ) ), esc_html( sprintf( $button, $names ) ) );
		Forms::button( 'skip', __( 'Not now', 'storewire' ), 'button-link' );
		echo '</div>';
	}

	/**
	 * Prints it.
	 */
	public function print(): void {
		$view = $this->sync['view'];
		printf( '<section class="storewire-card" data-sync%s%s>', $view['active'] ? ' data-active' : '', $view['waits'] ? ' data-waits' : '' );
		printf( '<h2>%s</h2>', esc_html__( 'Sync Store', 'storewire' ) );
		printf( '<p role="status" data-headline>%s</p><p data-detail>%s</p>', esc_html( $view['headline'] ), esc_html( $view['detail'] ) );
		echo '<ul class="storewire-types">';
		foreach ( SyncWords::labels() as $type => $label ) {
			$this->row( $type, $label );
		}
		printf( '</ul><div data-report>%s</div>', wp_kses_post( $view['report'] ) );
		$this->steer();
		$this->form();
		echo '</section>';
	}

	/**
	 * Pause, resume, cancel; the script of the page shows what fits.
	 */
	private function steer(): void {
		$view    = $this->sync['view'];
		$goes    = $view['active'] || $view['waits'];
		$buttons = array(
			'pause'  => array( __( 'Pause', 'storewire' ), $goes ),
			'resume' => array( __( 'Resume', 'storewire' ), $view['held'] ),
			'stop'   => array( __( 'Cancel the sync', 'storewire' ), $goes || $view['held'] ),
		);
		echo '<div class="storewire-buttons" data-steer>';
		foreach ( $buttons as $do => list( $label, $fits ) ) {
			if ( $fits ) {
				Forms::button( $do, $label, 'button' );
			}
		}
		echo '</div>';
	}

	/**
	 * One type.
	 *
	 * @param string $type  Type.
	 * @param string $label What it is called.
	 */
	private function row( string $type, string $label ): void {
		$row = $this->sync['view']['rows'][ $type ] ?? null;
		printf( '<li data-type="%s"%s>', esc_attr( $type ), null === $row ? ' hidden' : '' );
		printf(
			'<label for="storewire-%1$s">%2$s</label><progress id="storewire-%1$s" max="%3$d" value="%4$d"></progress><span data-text>%5$s</span><span data-note>%6$s</span><span class="storewire-trouble" data-error>%7$s</span></li>',
			esc_attr( $type ),
			esc_html( $label ),
			(int) max( 1, $row['total'] ?? 1 ),
			(int) ( $row['done'] ?? 0 ),
			esc_html( $row['text'] ?? '' ),
			esc_html( $row['note'] ?? '' ),
			esc_html( $row['error'] ?? '' )
		);
	}

	/**
	 * The form that starts a sync; out of sight while one runs and gets something done.
	 */
	private function form(): void {
		$view = $this->sync['view'];
		printf( '<div data-form%s>', ( $view['active'] || $view['waits'] ) && ! $view['stuck'] ? ' hidden' : '' );
		Forms::begin( 'sync' );
		printf( '<details class="storewire-part"><summary>%s</summary><div><p>', esc_html__( 'Only a part', 'storewire' ) );
		foreach ( SyncWords::labels() as $type => $label ) {
			printf( '<label><input type="checkbox" name="types[]" value="%s"> %s</label> ', esc_attr( $type ), esc_html( $label ) );
		}
		printf( '</p><p><label for="storewire-from">%s</label> <input type="date" id="storewire-from" name="from"> <label for="storewire-to">%s</label> <input type="date" id="storewire-to" name="to"></p>', esc_html__( 'Made from', 'storewire' ), esc_html__( 'to', 'storewire' ) );
		printf( '<p class="description">%s</p></div></details>', esc_html__( 'Choose nothing for everything, and leave the days empty for all of them.', 'storewire' ) );
		printf( '<p><button class="button%s">%s</button></p></form></div>', $this->is_first ? ' button-primary' : '', esc_html__( 'Sync Store', 'storewire' ) );
	}
}
