import { Alert } from '@/components/ui/alert'
import { formatDay, formatInstant } from '@/components/ui/date'
import type { AutoTopUpView } from '@/lib/billing'
import { packs } from '@/lib/catalogue'
import { creditsInWords } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
import { ResumeAutoTopUp } from './auto-topup-buttons'
import { CardButton } from './card-button'
import { CheckoutButton } from './checkout-button'

type Setting = NonNullable<AutoTopUpView['setting']>

/** Why an automatic top-up does not happen now, and the one thing to do about it; nothing when it would. */
export function AutoTopUpNotice({ view, setting }: { view: AutoTopUpView; setting: Setting }) {
  if (setting.pausedReason) return <Paused setting={setting} reason={setting.pausedReason} />
  if (view.attempts.some(({ status }) => status === 'pending'))
    return (
      <Alert className="mt-5" title="A top-up is under way">
        Stripe has not said yet what became of it. It is asked again by itself, and charges at most
        once.
      </Alert>
    )
  if (setting.nextTryAt)
    return (
      <Alert
        tone="warn"
        className="mt-5"
        title="The last top-up did not go through"
        action={<ResumeAutoTopUp />}
      >
        Nothing was charged. The next try is not before {formatInstant(setting.nextTryAt)}.
      </Alert>
    )
  if (view.capReached)
    return (
      <Alert className="mt-5" title="The month’s limit is reached">
        Nothing more is bought before {formatDay(view.capUntil)}. You can raise the limit, or buy a
        pack by hand.
      </Alert>
    )
  return null
}

function Paused({
  setting: { pack },
  reason,
}: {
  setting: Setting
  reason: NonNullable<Setting['pausedReason']>
}) {
  const buy = (
    <CheckoutButton item={{ kind: 'topup', pack }} size="sm">
      Pay for {creditsInWords(credits(packs[pack].credits))}
    </CheckoutButton>
  )
  const again = <ResumeAutoTopUp />
  const told = {
    authentication_required: {
      title: 'Your bank wants you to confirm',
      text: 'It asks you to be there for the payment. Pay the pack once yourself: the bank asks, and the card is then kept for the next time. Nothing was charged so far.',
      action: buy,
    },
    card_refused: {
      title: 'The card cannot be charged',
      text: 'The bank says not to try it again. Nothing was charged. With another card it goes on by itself.',
      action: <CardButton size="sm">Use another card</CardButton>,
    },
    too_many_failures: {
      title: 'Paused after several failures',
      text: 'Nothing was charged. Look after the card, then try again.',
      action: again,
    },
    no_card: {
      title: 'No card is kept',
      text: 'Add one, or pay for a pack: the card you pay with is then kept for this. Nothing was charged.',
      action: <CardButton size="sm">Add a card</CardButton>,
    },
  }[reason]
  return (
    <Alert tone="warn" className="mt-5" title={told.title} action={told.action}>
      {told.text}
    </Alert>
  )
}
