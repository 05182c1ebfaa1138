import 'server-only'
import { formatMoney } from '@/lib/money'
import { Action, Facts, Frame, Paragraph, type Fact } from '../frame'
import type { Mail } from '../mail'
import { dayOf } from '../words'

export type DunningProps = {
  planName: string
  /** What is owed. */
  amountMinor: number
  currency: string
  /** Why the bank said no and what to do, in plain words. */
  reason: string
  /** ISO 8601: when the card is charged again by itself; `null`: it is not. */
  retryAt: string | null
  /** Whether that is the card that failed; another one is tried in any case. */
  sameCard: boolean
  /** The payment page that needs no sign-in. */
  payUrl: string
}

const factsOf = ({ planName, amountMinor, currency, retryAt }: DunningProps): Fact[] => [
  ['Plan', planName],
  ['Open', formatMoney(amountMinor, currency)],
  ...(retryAt ? [['Next try', dayOf(retryAt)] as const] : []),
]

function again({ retryAt, sameCard }: DunningProps): string {
  if (retryAt === null)
    return 'The card is not tried again by itself, so the payment waits for you.'
  return sameCard
    ? `We try the card again on ${dayOf(retryAt)}. You do not have to wait for it.`
    : `This card is not tried again. Another one is, on ${dayOf(retryAt)}; you do not have to wait for it.`
}

const footnote =
  'The link shows only this one payment and needs no sign-in. If it is paid already, do nothing.'

type Words = { subject: string; preview: string; happened: string; props: DunningProps }

const demand = ({ subject, preview, happened, props }: Words): Mail => ({
  subject,
  body: (
    <Frame preview={preview} footnote={footnote}>
      <Paragraph>{happened}</Paragraph>
      <Paragraph>{props.reason}</Paragraph>
      <Paragraph>{again(props)}</Paragraph>
      <Facts rows={factsOf(props)} />
      <Action href={props.payUrl}>Pay now</Action>
    </Frame>
  ),
})

export const dunningFirst = (props: DunningProps): Mail =>
  demand({
    props,
    subject: `Your ${props.planName} plan could not be renewed`,
    preview: `${props.planName} goes on meanwhile; nothing was charged.`,
    happened: `The renewal of your ${props.planName} plan did not go through, and nothing was charged. The plan goes on meanwhile.`,
  })

export const dunningSecond = (props: DunningProps): Mail =>
  demand({
    props,
    subject: `Second try: your ${props.planName} plan is still unpaid`,
    preview: `After a third try that fails, ${props.planName} stops.`,
    happened: `The renewal of your ${props.planName} plan failed a second time, and nothing was charged. The plan goes on for now; after a third try that fails you are on Free until it is paid.`,
  })

export const dunningFree = (props: DunningProps): Mail =>
  demand({
    props,
    subject: `Your ${props.planName} plan has stopped`,
    preview: 'Paying what is open brings it back at once.',
    happened: `The renewal of your ${props.planName} plan is still unpaid, so you are on Free for now. Nothing was charged, and credits you bought stay yours. Paying what is open brings the plan back at once.`,
  })

export const dunningSuspended = (props: DunningProps): Mail =>
  demand({
    props,
    subject: 'Your account is suspended',
    preview: 'Your credits stay as they are; paying what is open lifts it at once.',
    happened: `The renewal of your ${props.planName} plan has been unpaid for two weeks, so the account is suspended: credits stay as they are and cannot be spent. Nothing was charged. Paying what is open lifts it at once.`,
  })

export type DunningRecoveredProps = {
  planName: string
  amountMinor: number
  currency: string
  /** False where Stripe has given the subscription up meanwhile: paying does not bring that back. */
  planBack: boolean
  /** ISO 8601: the next renewal. */
  renewsAt: string | null
  receiptUrl: string | null
  appUrl: string
}

export function dunningRecovered(props: DunningRecoveredProps): Mail {
  const { planName, planBack, renewsAt, receiptUrl, appUrl, ...money } = props
  const paid = formatMoney(money.amountMinor, money.currency)
  return {
    subject: planBack ? `Paid: your ${planName} plan is back` : 'Paid: nothing is open any more',
    body: (
      <Frame
        preview={
          planBack ? `${paid} arrived; everything is as it was.` : `${paid} arrived. Thank you.`
        }
        footnote={`Every credit and what it was spent on: ${appUrl}/usage`}
      >
        <Paragraph>
          {planBack
            ? `Thank you. The payment arrived, and everything is as it was: your ${planName} plan, its credits, and your own.`
            : `Thank you. The payment arrived, its credits are on your account, and nothing is open any more. Your ${planName} plan had ended meanwhile; you can choose it again at any time.`}
        </Paragraph>
        <Facts
          rows={[
            ['Plan', planName],
            ['Paid', paid],
            ...(planBack && renewsAt ? [['Next renewal', dayOf(renewsAt)] as const] : []),
          ]}
        />
        <Action href={receiptUrl ?? `${appUrl}/billing`}>
          {receiptUrl ? 'See the invoice' : 'See your payments'}
        </Action>
      </Frame>
    ),
  }
}
