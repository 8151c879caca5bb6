<?php
/**
 * What WordPress itself does to products, and to orders that are posts.
 *
 * @package Storewire
 */

declare(strict_types=1);

namespace Storewire\Recording;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Storewire\Generated\Rules;
use Storewire\Outbox\Outbox;

/**
 * Where WooCommerce's own hooks do not fire: trash and scheduled publishing, and orders that are made on the admin screen
 * of a shop that keeps them as posts, which WordPress takes out of draft before WooCommerce sees them.
 *
 * Where orders have tables of their own, their posts are copies, if there are any: that these are made, filled or cleaned up
 * is nothing that happens to an order.
 */
final class PostHooks {

	/** What posts are before somebody saves them for the first time. */
	const UNSAVED = array( 'auto-draft', 'draft' );

	/** Posts that have records of their own, and the topics of these. */
	const RECORDS = array(
		'product'    => Rules::PRODUCT,
		'shop_order' => Rules::ORDER,
	);

	private Recorder $recorder;

	/**
	 * @param Recorder $recorder Takes what is noted.
	 */
	public function __construct( Recorder $recorder ) {
		$this->recorder = $recorder;
	}

	/**
	 * A post was saved, and maybe its status changed. Products are saved by others than WooCommerce, too.
	 *
	 * @param string   $to   New status.
	 * @param string   $from Old one.
	 * @param \WP_Post $post The post.
	 */
	public function status_changed( $to, $from, $post ): void {
		if ( self::is_copy( $post ) ) {
			return;
		}
		$is_order = 'shop_order' === $post->post_type;
		if ( ! $is_order || ( $to !== $from && 'new' !== $from ) ) {
			$this->note( $post );
		}
		// One that leaves WooCommerce's own draft is told by the order itself, with what was seen of the shopper's consent.
		if ( $is_order && in_array( $from, self::UNSAVED, true ) && ! self::is_unplaced( (string) $to ) && 'trash' !== $to ) {
			$this->recorder->happened( Rules::ORDER_PLACED, $post->ID, Outbox::ONCE );
		}
	}

	/**
	 * A post went to the trash, or came back.
	 *
	 * @param int $id Post id.
	 */
	public function changed( $id ): void {
		$post = get_post( $id );
		$this->note( $post );
		$this->about_to_go( $id, $post );
	}

	/**
	 * A post is about to be deleted, and an order knows its buyer for the last time: what they spent changes (S11).
	 *
	 * @param int      $id   Post id.
	 * @param \WP_Post $post The post.
	 */
	public function about_to_go( $id, $post ): void {
		$buyer = 'shop_order' === $post->post_type ? (int) get_post_meta( $post->ID, '_customer_user', true ) : 0;
		if ( $buyer > 0 ) {
			$this->recorder->changed( Rules::CONTACT, $buyer );
		}
	}

	/**
	 * A post was deleted.
	 *
	 * @param int      $id   Post id.
	 * @param \WP_Post $post As it was.
	 */
	public function deleted( $id, $post ): void {
		if ( self::is_copy( $post ) ) {
			return;
		}
		$topic = self::RECORDS[ $post->post_type ] ?? '';
		if ( '' === $topic || in_array( $post->post_status, self::UNSAVED, true ) ) {
			$this->note( $post );
		} else {
			$this->recorder->gone( $topic, $post->ID );
		}
	}

	/**
	 * Notes a post that is a product, a variation or an order.
	 *
	 * @param mixed $post A post.
	 */
	private function note( $post ): void {
		switch ( $post instanceof \WP_Post ? $post->post_type : '' ) {
			case 'product':
				$this->recorder->changed( Rules::PRODUCT, $post->ID );
				break;
			case 'product_variation':
				$this->recorder->changed( Rules::PRODUCT, $post->post_parent );
				break;
			case 'shop_order':
				if ( ! self::is_copy( $post ) && ! self::is_unplaced( $post->post_status ) ) {
					$this->recorder->changed( Rules::ORDER, $post->ID );
				}
		}
	}

	/**
	 * Whether a post is the copy of an order that is kept elsewhere.
	 *
	 * @param \WP_Post $post The post.
	 */
	private static function is_copy( \WP_Post $post ): bool {
		return 'shop_order' === $post->post_type && OrderUtil::custom_orders_table_usage_is_enabled();
	}

	/**
	 * Whether a post's status is that of an order which nobody has placed yet.
	 *
	 * @param string $status Status, as posts have it.
	 */
	private static function is_unplaced( string $status ): bool {
		return OrderHooks::is_draft( (string) preg_replace( '/^wc-/', '', $status ) );
	}
}
