import Link from 'next/link'
import { dunningWords } from '@/components/billing/dunning-words'
import { Money } from '@/components/ui/amount'
import { formatDay, formatInstant } from '@/components/ui/date'
import type { OutputOf } from './output'
import { Slip, SlipLine, SlipLink, linkStyle } from './slip'

type Output = OutputOf<'get_payment_problems'>

/** Why a payment failed, what that means, and where it is put right. */
export function ProblemsCard({ unpaid, failed, waitingUpgrade, autoTopUpPaused }: Output) {
  const some = unpaid.length + failed.length > 0 || waitingUpgrade || autoTopUpPaused
  return (
    <Slip
      title="Payment problems"
      figure={
        some && (
          <Link href="/billing" className={`text-sm ${linkStyle}`}>
            Billing
          </Link>
        )
      }
    >
      {some ? (
        <ul>
          {unpaid.map((owed) => (
            <Unpaid key={owed.invoiceId} owed={owed} />
          ))}
          {waitingUpgrade && (
            <SlipLine
              what={`The change to ${waitingUpgrade.plan} waits for its payment`}
              note={`until ${formatInstant(waitingUpgrade.until)}; unpaid it lapses by itself`}
            >
              <SlipLink to={waitingUpgrade.payAt}>Pay</SlipLink>
            </SlipLine>
          )}
          {autoTopUpPaused && (
            <SlipLine what="Automatic top-up is paused" note={`${autoTopUpPaused}.`}>
              <Link href="/billing#auto-top-up" className={linkStyle}>
                Look
              </Link>
            </SlipLine>
          )}
          {failed.map((payment, index) => (
            <SlipLine
              // oxlint-disable-next-line react/no-array-index-key -- a snapshot, never reordered
              key={index}
              what={payment.what.quoted}
              note={
                <>
                  {formatDay(payment.date)}, failed. {payment.why}{' '}
                  <SlipLink to={payment.payAt}>Invoice</SlipLink>
                </>
              }
            >
              <Money minor={payment.amount.minor} currency={payment.amount.currency} />
            </SlipLine>
          ))}
        </ul>
      ) : (
        <p className="py-2 text-soft">None. Nothing is unpaid, and no payment failed lately.</p>
      )}
    </Slip>
  )
}

function Unpaid({ owed }: { owed: Output['unpaid'][number] }) {
  const { title, meanwhile, next } = dunningWords(owed)
  return (
    <>
      <SlipLine what={title} note={<span className="text-danger">{owed.reason}</span>} strong>
        <Money minor={owed.amountMinor} currency={owed.currency} />
      </SlipLine>
      <SlipLine what="Meanwhile" note={meanwhile} />
      <SlipLine what="Next" note={next}>
        <SlipLink to={owed.hostedInvoiceUrl}>
          {owed.needsAction ? 'Confirm' : 'Pay by card'}
        </SlipLink>
      </SlipLine>
    </>
  )
}
