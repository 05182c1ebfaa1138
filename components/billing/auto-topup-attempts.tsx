import { Credits, Money } from '@/components/ui/amount'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { formatDay } from '@/components/ui/date'
import type { AutoTopUpView } from '@/lib/billing'
import { credits } from '@/lib/credits/unit'

type Attempt = AutoTopUpView['attempts'][number]

const statuses: Record<Attempt['status'], { label: string; tone: BadgeTone }> = {
  pending: { label: 'Under way', tone: 'warn' },
  succeeded: { label: 'Bought', tone: 'accent' },
  failed: { label: 'Not charged', tone: 'danger' },
  canceled: { label: 'Not charged', tone: 'neutral' },
}

/** The last few, newest first: what was bought by itself, and why something was not. */
export function AutoTopUpAttempts({ attempts }: { attempts: Attempt[] }) {
  return (
    <ul aria-label="Last automatic top-ups" className="mt-5 border-t border-rule">
      {attempts.map(
        ({ id, createdAt, credits: bought, amountMinor, currency, status, failure }) => (
          <li
            key={id}
            className="grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-0.5 border-b border-rule py-2.5 text-sm sm:grid-cols-[7rem_1fr_7rem_6rem]"
          >
            <span className="text-soft max-sm:row-start-2">{formatDay(createdAt)}</span>
            <span className="min-w-0">
              <Credits amount={credits(bought)} />
              {failure && <span className="block text-danger">{failure}</span>}
            </span>
            <span className="max-sm:row-start-2 max-sm:text-right">
              <Badge tone={statuses[status].tone}>{statuses[status].label}</Badge>
            </span>
            <span className="text-right max-sm:row-start-1">
              <Money minor={amountMinor} currency={currency} />
            </span>
          </li>
        ),
      )}
    </ul>
  )
}
