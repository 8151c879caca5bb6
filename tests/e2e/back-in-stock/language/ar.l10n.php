<?php
/** As much of WordPress' Arabic language pack as makes it write from right to left; packs cannot be had where these tests run. */

return array( 'messages' => array( "text direction\x04ltr" => 'rtl' ) );
