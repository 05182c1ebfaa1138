import type { Stripe } from 'stripe'
import type { Context } from '../context'
import { StripeFailure, invalidRequest } from '../errors'
import { longId } from '../ids'
import { emitThin } from './thin-events'

type Meter = Stripe.Billing.Meter
type ErrorCode =
  | 'meter_event_customer_not_found'
  | 'meter_event_invalid_value'
  | 'meter_event_no_customer_defined'
  | 'meter_event_value_too_many_digits'

const daySeconds = 86_400
const oldestDays = 35
const aheadSeconds = 300
const mostDigits = 15

export type MeterEventInput = {
  event_name: string
  payload: Record<string, string>
  identifier?: string
  timestamp?: number
}

async function meterOf({ store }: Context, eventName: string): Promise<Meter> {
  const [meter] = await store.all('billing.meter', { event_name: eventName, status: 'active' })
  if (!meter) throw invalidRequest(`No active meter found for event name "${eventName}".`)
  return meter
}

function checkTimestamp(now: number, timestamp: number): void {
  const oldest = now - oldestDays * daySeconds
  if (timestamp < oldest)
    throw invalidRequest(
      `The event timestamp cannot be more than ${oldestDays} days in past. Expected a timestamp greater than or equal to ${oldest}.`,
      { param: 'timestamp' },
    )
  if (timestamp > now + aheadSeconds)
    throw invalidRequest(
      `The event timestamp cannot be more than 5 minutes in future. Expected a timestamp less than or equal to ${now + aheadSeconds}.`,
      { param: 'timestamp' },
    )
}

/** Stripe promises to know an identifier for at least a day. */
async function checkIdentifier({ client, now }: Context, identifier: string): Promise<void> {
  const { rowCount } = await client.query(
    'select from stripe_meter_events where identifier = $1 and created > $2 limit 1',
    [identifier, now - daySeconds],
  )
  if (rowCount)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      code: 'duplicate_meter_event',
      message: `An event already exists with identifier ${identifier}.`,
      param: 'identifier',
    })
}

type Read = { customer: string; value: string } | { code: ErrorCode; message: string }

async function read(
  { store }: Context,
  meter: Meter,
  payload: Record<string, string>,
): Promise<Read> {
  const customer = payload[meter.customer_mapping.event_payload_key]
  if (!customer)
    return {
      code: 'meter_event_no_customer_defined',
      message: `The payload has no ${meter.customer_mapping.event_payload_key}.`,
    }
  if (!(await store.find('customer', customer)))
    return {
      code: 'meter_event_customer_not_found',
      message: `No customer found with the ID ${customer}.`,
    }
  if (meter.default_aggregation.formula === 'count') return { customer, value: '1' }
  const value = payload[meter.value_settings.event_payload_key] ?? ''
  if (!/^-?\d+(\.\d+)?$/.test(value))
    return { code: 'meter_event_invalid_value', message: `The value "${value}" is not a number.` }
  return value.replaceAll(/\D/g, '').length > mostDigits
    ? {
        code: 'meter_event_value_too_many_digits',
        message: `The value ${value} has too many digits.`,
      }
    : { customer, value }
}

/** What cannot be counted is told afterwards: the call itself has succeeded. */
async function report(
  context: Context,
  meter: Meter,
  identifier: string,
  code: ErrorCode,
  message: string,
) {
  const at = new Date(context.now * 1000)
  await emitThin(context, {
    type: 'v1.billing.meter.error_report_triggered',
    related_object: { id: meter.id, type: 'billing.meter', url: `/v1/billing/meters/${meter.id}` },
    data: {
      developer_message_summary: 'There is 1 invalid event',
      reason: {
        error_count: 1,
        error_types: [
          {
            code,
            error_count: 1,
            sample_errors: [{ error_message: message, request: { identifier } }],
          },
        ],
      },
      validation_start: new Date(at.getTime() - 10_000).toISOString(),
      validation_end: at.toISOString(),
    },
  })
}

export async function recordMeterEvent(
  context: Context,
  { event_name, payload, identifier = longId('idmp'), timestamp }: MeterEventInput,
): Promise<Stripe.Billing.MeterEvent> {
  const { client, now } = context
  const meter = await meterOf(context, event_name)
  const at = timestamp ?? now
  checkTimestamp(now, at)
  await checkIdentifier(context, identifier)
  const event = await read(context, meter, payload)
  if ('code' in event) await report(context, meter, identifier, event.code, event.message)
  else
    await client.query(
      `insert into stripe_meter_events (identifier, event_name, customer, value, "timestamp", created)
       values ($1, $2, $3, $4, $5, $6)`,
      [identifier, event_name, event.customer, event.value, at, now],
    )
  return {
    object: 'billing.meter_event',
    created: now,
    event_name,
    identifier,
    livemode: false,
    payload,
    timestamp: at,
  }
}

/** Takes an event back, within a day of its arrival. */
export async function cancelMeterEvent(
  { client, now }: Context,
  eventName: string,
  identifier: string,
): Promise<Stripe.Billing.MeterEventAdjustment> {
  const { rowCount } = await client.query(
    `update stripe_meter_events set canceled = true
     where event_name = $1 and identifier = $2 and created > $3 and not canceled`,
    [eventName, identifier, now - daySeconds],
  )
  if (!rowCount)
    throw invalidRequest(
      `No meter event received within the last 24 hours matches the identifier ${identifier}.`,
      { code: 'resource_missing', param: 'cancel[identifier]' },
    )
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name: eventName,
    livemode: false,
    status: 'pending',
    type: 'cancel',
  }
}
