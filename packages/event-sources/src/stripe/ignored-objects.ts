// Stripe's objects that say nothing that Mimamori asks, each with the reason. An object that is in no list is told as unknown.
// A name that ends in a dot stands for all objects below it.

const REASONS: readonly (readonly [reason: string, objects: string])[] = [
  [
    "the invoice says what was due and paid",
    "invoiceitem line_item item invoice_payment invoice_rendering_template payment_intent payment_intent_amount_details_line_item payment_attempt_record payment_record setup_attempt setup_intent refund credit_note_line_item quote checkout.session payment_link",
  ],
  ["the dispute does not name the invoice", "dispute review radar."],
  [
    "the subscription carries its prices and discounts",
    "plan price product product_feature coupon promotion_code discount subscription_item subscription_schedule entitlements. billing. tax_code tax_id tax_rate tax. shipping_rate",
  ],
  [
    "means of payment are not looked at",
    "payment_method payment_method_configuration payment_method_domain payment_source source source_mandate_notification source_transaction card bank_account external_account mandate token confirmation_token apple_pay_domain cash_balance customer_cash_balance_transaction customer_balance_transaction customer_session funding_instructions ephemeral_key login_link",
  ],
  [
    "it concerns your own account with Stripe",
    "account account_link account_session application application_fee apps. balance balance_settings balance_transaction billing_portal. capability country_spec event exchange_rate fee_refund file file_link payout person reporting. sigma. scheduled_query_run test_helpers. topup transfer transfer_reversal webhook_endpoint reserve.",
  ],
  [
    "the product is not one that accounts subscribe to",
    "climate. financial_connections. forwarding. identity. issuing. terminal. treasury.",
  ],
];

const exact = new Map<string, string>();
const prefixes: (readonly [prefix: string, reason: string])[] = [];
for (const [reason, objects] of REASONS) {
  for (const object of objects.split(" ")) {
    if (/\.$/.test(object)) prefixes.push([object, reason]);
    else exact.set(object, reason);
  }
}

/** Undefined for an object that nobody has thought about. */
export function reasonToIgnore(object: string): string | undefined {
  return exact.get(object) ?? prefixes.find(([prefix]) => object.startsWith(prefix))?.[1];
}
