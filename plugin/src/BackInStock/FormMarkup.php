<?php
/**
 * What the back-in-stock form looks like.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\BackInStock;

use Storewire\Support\Urls;

/**
 * One form: a plain one that works by itself, which the script improves. It holds nothing personal and nothing that
 * expires, so that any page cache may keep it; only a customer who is logged in, whose pages WordPress has nobody cache,
 * finds the own address in it.
 *
 * Where a picker can be followed, the form is hidden until a variation is picked that is out of stock; without a script
 * nothing can be picked, so a second form lets choose from a list. So does the answer to a plain post.
 */
final class FormMarkup {

	private \WC_Product $product;

	/**
	 * Words.
	 *
	 * @var array<string,string>
	 */
	private array $texts;

	/**
	 * What came of a plain post: `form` (as it came) and `answer` (a SignupAnswer), or empty.
	 *
	 * @var array<string,mixed>
	 */
	private array $posted;

	/**
	 * @param \WC_Product          $product What is waited for.
	 * @param array<string,string> $texts   Words that are other than the owner's settings.
	 * @param array<string,mixed>  $posted  What came of a plain post: `form` and `answer`, or empty.
	 */
	public function __construct( \WC_Product $product, array $texts, array $posted ) {
		$this->product = $product;
		$this->texts   = array_merge( FormSettings::texts(), $texts );
		$this->posted  = $posted;
	}

	/**
	 * Where the form of a product is on its page.
	 *
	 * @param int $product Product id.
	 */
	public static function id( int $product ): string {
		return "storewire-signup-$product";
	}

	/**
	 * All of it.
	 *
	 * @param array<int,string> $missing Variations that are out of stock, for a variable product: titles by id.
	 * @param bool              $follows Whether there is a picker that can be followed.
	 * @param string            $suffix  Tells its ids from those of another one on the page.
	 */
	public function html( array $missing, bool $follows, string $suffix ): string {
		ob_start();
		self::style();
		if ( array() !== $missing && $follows && array() === $this->posted ) {
			$this->section( $suffix, array(), true );
			echo '<noscript>';
			$this->section( "$suffix-plain", $missing, false );
			echo '</noscript>';
		} else {
			$this->section( $suffix, $missing, false );
		}
		return (string) ob_get_clean();
	}

	/**
	 * What the editor shows: nothing in it can be used.
	 *
	 * @param array<string,string> $texts Words that are other than the owner's settings.
	 */
	public static function preview( array $texts ): string {
		$markup = new self( new \WC_Product_Simple(), $texts, array() );
		ob_start();
		self::style();
		echo '<fieldset class="storewire-signup-preview" disabled>';
		$markup->section( '', array(), false );
		echo '</fieldset>';
		return (string) ob_get_clean();
	}

	/**
	 * Prints the style with each form, and not at the page's foot: what comes after must not move when it arrives.
	 */
	private static function style(): void {
		wp_register_style( FormPlacement::ASSETS, plugins_url( 'assets/signup.css', STOREWIRE_FILE ), array(), STOREWIRE_VERSION );
		wp_styles()->do_item( FormPlacement::ASSETS );
	}

	/**
	 * Prints one form.
	 *
	 * @param string            $suffix  Tells its ids from those of another one.
	 * @param array<int,string> $missing Variations to choose from, or none.
	 * @param bool              $hidden  Whether it waits for the picker.
	 */
	private function section( string $suffix, array $missing, bool $hidden ): void {
		$id     = self::id( $this->product->get_id() ) . $suffix;
		$answer = $this->posted['answer'] ?? null;
		$state  = null === $answer ? '' : $answer->state;
		$issues = null === $answer ? array() : $answer->issues;
		printf( '<section class="storewire-signup" id="%1$s" aria-labelledby="%1$s-heading" data-product="%2$d" data-state="%3$s" data-storewire="%4$s"%5$s>', esc_attr( $id ), (int) $this->product->get_id(), esc_attr( $state ), esc_attr( (string) wp_json_encode( $this->script_data() ) ), $hidden ? ' hidden' : '' );
		printf( '<h2 class="storewire-signup-heading" id="%s-heading">%s</h2>', esc_attr( $id ), esc_html( $this->texts['heading'] ) );
		printf( '<p class="storewire-signup-status" role="status" tabindex="-1">%s</p>', esc_html( null === $answer ? '' : $answer->message ) );
		printf( '<form method="post"%s>', SignupAnswer::DONE === $state ? ' hidden' : '' );
		self::hidden( 'product', (string) $this->product->get_id() );
		if ( array() === $missing ) {
			self::hidden( 'variation', '0' );
		} else {
			$this->choice( $id, $missing );
		}
		$this->email( $id, $issues['email'] ?? '' );
		$this->consent( $id, $issues['agreed'] ?? '' );
		printf( '<p class="storewire-signup-trap" aria-hidden="true"><label>%s <input type="text" name="%s[website]" tabindex="-1" autocomplete="off"></label></p>', esc_html__( 'Leave this empty', 'storewire' ), esc_attr( FormPlacement::FIELD ) );
		printf( '<p><button type="submit" class="button wp-element-button">%s</button></p></form></section>', esc_html( $this->texts['button'] ) );
	}

	/**
	 * Prints the list of variations.
	 *
	 * @param string            $id      Of the form.
	 * @param array<int,string> $missing Titles by id.
	 */
	private function choice( string $id, array $missing ): void {
		printf( '<p><label for="%1$s-variation">%2$s</label><select id="%1$s-variation" name="%3$s[variation]">', esc_attr( $id ), esc_html__( 'Out of stock now', 'storewire' ), esc_attr( FormPlacement::FIELD ) );
		foreach ( $missing as $variation => $title ) {
			printf( '<option value="%d"%s>%s</option>', (int) $variation, selected( (string) $variation, $this->typed( 'variation' ), false ), esc_html( $title ) );
		}
		echo '</select></p>';
	}

	/**
	 * Prints the field for the address.
	 *
	 * @param string $id    Of the form.
	 * @param string $issue What is wrong with it, or ''.
	 */
	private function email( string $id, string $issue ): void {
		$own = is_user_logged_in() ? wp_get_current_user()->user_email : '';
		printf( '<p><label for="%1$s-email">%2$s</label><input type="email" id="%1$s-email" name="%3$s[email]" value="%4$s" autocomplete="email" required aria-describedby="%1$s-email-issue"%5$s>', esc_attr( $id ), esc_html__( 'E-mail address', 'storewire' ), esc_attr( FormPlacement::FIELD ), esc_attr( isset( $this->posted['form'] ) ? $this->typed( 'email' ) : $own ), '' === $issue ? '' : ' aria-invalid="true"' );
		printf( '<span class="storewire-signup-issue" id="%s-email-issue" data-issue="email">%s</span></p>', esc_attr( $id ), esc_html( $issue ) );
	}

	/**
	 * Prints the box of the consent.
	 *
	 * @param string $id    Of the form.
	 * @param string $issue What is wrong with it, or ''.
	 */
	private function consent( string $id, string $issue ): void {
		printf( '<p><label class="storewire-signup-consent"><input type="checkbox" name="%1$s[agreed]" value="1" required aria-describedby="%2$s-agreed-issue"%3$s%4$s> <span>%5$s</span></label>', esc_attr( FormPlacement::FIELD ), esc_attr( $id ), checked( '1', $this->typed( 'agreed' ), false ), '' === $issue ? '' : ' aria-invalid="true"', esc_html( $this->texts['consent'] ) );
		printf( '<span class="storewire-signup-issue" id="%s-agreed-issue" data-issue="agreed">%s</span></p>', esc_attr( $id ), esc_html( $issue ) );
	}

	/**
	 * Prints a field that is not shown.
	 *
	 * @param string $name  Its name.
	 * @param string $value Its value.
	 */
	private static function hidden( string $name, string $value ): void {
		printf( '<input type="hidden" name="%s[%s]" value="%s">', esc_attr( FormPlacement::FIELD ), esc_attr( $name ), esc_attr( $value ) );
	}

	/**
	 * What the shopper typed before.
	 *
	 * @param string $name Field.
	 */
	private function typed( string $name ): string {
		$value = $this->posted['form'][ $name ] ?? '';
		return is_scalar( $value ) ? (string) $value : '';
	}

	/**
	 * What the script needs: where to send, where the core is, and words.
	 *
	 * @return array<string,mixed>
	 */
	private function script_data(): array {
		return array(
			'url'   => Urls::route( '/signup' ),
			'core'  => plugins_url( 'pkg/browser/storefront.js', STOREWIRE_FILE ) . '?ver=' . STOREWIRE_VERSION,
			'words' => array_diff_key( FormWords::codes(), array_flip( array( 'not_offered', 'in_stock' ) ) ),
		);
	}
}
