import { formatDay } from '@/components/ui/date'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { OutputOf } from './output'
import { Slip, SlipLine } from './slip'

type Payment = OutputOf<AssistantMessage, 'list_payments'>['payments'][number]

const isWeb = (address: string) => /^https?:\/\//.test(address)

function Note({ payment }: { payment: Payment }) {
  return (
    <>
      {formatDay(payment.date)} · {payment.status.replaceAll('_', ' ')}
      {payment.refunded && ` (${payment.refunded})`}
      {payment.receipt && isWeb(payment.receipt) && (
        <>
          {' · '}
          <a
            href={payment.receipt}
            target="_blank"
            rel="noreferrer"
            className="text-accent underline underline-offset-2"
          >
            receipt
          </a>
        </>
      )}
      {payment.whyItFailed && <span className="block text-danger">{payment.whyItFailed}</span>}
    </>
  )
}

export function PaymentsCard({ payments }: OutputOf<AssistantMessage, 'list_payments'>) {
  return (
    <Slip title="Your payments">
      {payments.length === 0 ? (
        <p className="py-2 text-soft">No payments yet.</p>
      ) : (
        <ul>
          {payments.map((payment, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
            <SlipLine key={index} what={payment.what} note={<Note payment={payment} />}>
              <span className="num">{payment.amount}</span>
            </SlipLine>
          ))}
        </ul>
      )}
    </Slip>
  )
}
