import type { BalanceView } from '@/lib/balance-view'
import { NoticeBar, NoticeLink } from './notice-bar'

type Cause = BalanceView['suspendedFor'][number]

const because: Record<Cause, string> = {
  dispute:
    'A payment is disputed with your bank. Credits cannot be spent until the bank has decided; if it was a mistake, ask your bank to withdraw it.',
  dunning: 'A renewal is unpaid. Credits can be spent again as soon as it is paid.',
  manual: 'We have stopped the account. Please write to us.',
}

/** Why nothing can be spent, and that nothing is lost. The causes may be unknown for a moment, when a tab has just heard of it. */
export function SuspendedNotice({ causes }: { causes: BalanceView['suspendedFor'] }) {
  const reasons = [...new Set(causes)].map((cause) => because[cause])
  return (
    <NoticeBar
      label="About your balance"
      tone="danger"
      title="Your account is suspended"
      action={<NoticeLink href="/billing">Billing</NoticeLink>}
    >
      {[...reasons, 'Your credits stay as they are, and nothing is charged meanwhile.'].join(' ')}
    </NoticeBar>
  )
}
