<?php
declare(strict_types=1);

namespace Storewire\Tests\Support;

/**
 * Where the site's mail ends up: WordPress hands it to a program that keeps each message as a file, or refuses it.
 */
final class Mailbox {

	private string $folder;

	/** @var callable */
	private $remove;

	/** @param string $code Further code for each request of the site. */
	public function __construct( string $code = '' ) {
		$this->folder = (string) tempnam( sys_get_temp_dir(), 'storewire-mail' );
		unlink( $this->folder );
		mkdir( $this->folder );
		file_put_contents( "$this->folder/sendmail", "#!/bin/sh\n[ -e $this->folder/full ] && exit 1\ncat > $this->folder/$(date +%s%N).eml\n" );
		chmod( "$this->folder/sendmail", 0755 );
		$this->remove = MuPlugin::add( 'mailbox', "add_action( 'muplugins_loaded', static fn() => remove_all_filters( 'pre_wp_mail' ) ); add_action( 'phpmailer_init', static function ( \$mailer ) { \$mailer->Mailer = 'sendmail'; \$mailer->Sendmail = '$this->folder/sendmail'; } );\n$code" );
	}

	/** Refuses what comes from now on, or takes it again. */
	public function full( bool $full ): void {
		$full ? touch( "$this->folder/full" ) : unlink( "$this->folder/full" );
	}

	/** @return array<int,array{to:string,from:string,subject:string,headers:string,body:string}> What came, oldest first. */
	public function mails(): array {
		$mails = array();
		foreach ( (array) glob( "$this->folder/*.eml" ) as $file ) {
			list( $headers, $body ) = explode( "\n\n", strtr( (string) file_get_contents( $file ), array( "\r\n" => "\n" ) ), 2 );
			$all                    = iconv_mime_decode_headers( $headers, 2, 'UTF-8' );
			switch ( strtolower( $all['Content-Transfer-Encoding'] ?? '' ) ) {
				case 'quoted-printable':
					$body = quoted_printable_decode( $body );
					break;
				case 'base64':
					$body = base64_decode( $body );
			}
			$mails[] = array( 'to' => $all['To'], 'from' => $all['From'], 'subject' => $all['Subject'], 'headers' => $headers, 'body' => $body );
		}
		return $mails;
	}

	/** The link in the newest mail. */
	public function link(): string {
		$mails = $this->mails();
		preg_match( '~^http\S+$~m', end( $mails )['body'], $found );
		return $found[0];
	}

	/** Removes it. */
	public function close(): void {
		( $this->remove )();
		array_map( 'unlink', (array) glob( "$this->folder/*" ) );
		rmdir( $this->folder );
	}
}
