<?php
/** The form's words in Arabic, as a language pack of the plugin has them. */

return array(
	'messages' => array(
		'Tell me when it is back in stock' => 'أعلمني عند توفر المنتج مجددًا',
		'E-mail address'                   => 'البريد الإلكتروني',
		'Out of stock now'                 => 'غير متوفر الآن',
		'Notify me'                        => 'أعلمني',
		'Send me an e-mail when this product is back in stock. I can withdraw this at any time.' => 'أرسلوا لي رسالة عندما يتوفر هذا المنتج مجددًا. يمكنني التراجع عن ذلك في أي وقت.',
		'Thank you. We will write to you when this product is back in stock.' => 'شكرًا لك. سنراسلك عندما يتوفر هذا المنتج مجددًا.',
		'Please enter an e-mail address such as name@example.com.' => 'يرجى إدخال بريد إلكتروني مثل name@example.com.',
		'Please tick this box to agree.'   => 'يرجى تحديد هذا المربع للموافقة.',
	),
);
