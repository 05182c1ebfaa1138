import 'server-only'
import type Stripe from 'stripe'
import { log } from '@/lib/log'
import { stripe } from '../stripe'
import type { Effect } from '../sync/effect'

type Report = Stripe.V2.Core.Events.V1BillingMeterErrorReportTriggeredEvent

/**
 * Stripe took meter events that it then could not count: usage that no invoice will hold. A thin event: what it has to say is
 * asked for. It is said aloud, and noted at those of our reports that it names.
 */
export async function meterErrorReport({ id }: { id: string }): Promise<Effect> {
  const event = (await stripe().v2.core.events.retrieve(id)) as Report
  const { developer_message_summary: summary, reason } = event.data
  const refused = reason.error_types.flatMap(({ code, sample_errors }) =>
    sample_errors.map(({ error_message: message, request }) => ({
      code: String(code),
      message,
      report: request.identifier,
    })),
  )
  return async (tx) => {
    log.error({ event: id, summary, refused }, 'Stripe could not count overage')
    for (const { code, message, report } of refused)
      await tx.overageReport.updateMany({
        where: { id: isId(report) ? report : nobody },
        data: { error: `not counted: ${code}: ${message}`.slice(0, 500) },
      })
    return `${reason.error_count} meter events were not counted: ${summary}`
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'
/** Whatever else counts on the same account of Stripe has identifiers of its own. */
const isId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text)
