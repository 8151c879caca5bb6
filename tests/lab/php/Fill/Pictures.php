<?php
/**
 * The demo's pictures.
 */

declare(strict_types=1);

namespace Storewire\Lab\Fill;

/** A cup from above, in one colour for each kind of product. */
final class Pictures {

	private const SIZE = 480;

	/** @var array<int,int> Ids of attachments, by kind. */
	private array $ids = array();

	/** The attachment for a kind of product. */
	public function of( int $kind ): int {
		return $this->ids[ $kind ] ??= $this->add( $kind );
	}

	private function add( int $kind ): int {
		$file = wp_upload_bits( "cup-$kind.png", null, $this->draw( $kind ) )['file'];
		$id   = wp_insert_attachment( array( 'post_mime_type' => 'image/png', 'post_title' => "Cup $kind", 'post_status' => 'inherit' ), $file );
		wp_update_attachment_metadata( $id, array( 'width' => self::SIZE, 'height' => self::SIZE, 'file' => _wp_relative_upload_path( $file ) ) );
		return $id;
	}

	private function draw( int $kind ): string {
		$image  = imagecreatetruecolor( self::SIZE, self::SIZE );
		$middle = intdiv( self::SIZE, 2 );
		$colour = static fn( int $light ): int => imagecolorallocate( $image, $light - 7 * $kind, $light - 40 + 3 * $kind, $light - 90 + 9 * $kind );
		imagefill( $image, 0, 0, $colour( 240 ) );
		imagefilledellipse( $image, $middle, $middle, 340, 340, imagecolorallocate( $image, 255, 255, 255 ) );
		imagefilledellipse( $image, $middle, $middle, 280, 280, $colour( 140 ) );
		ob_start();
		imagepng( $image );
		return (string) ob_get_clean();
	}
}
