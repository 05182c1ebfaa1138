import { ActButton } from '@/components/billing/act-button'
import { Credits } from '@/components/ui/amount'
import type { Access } from '@/lib/admin/access'
import { takeCreditsBackAction } from '@/lib/admin/access-actions'
import { lastDay } from '@/lib/entitlements/days'

/** Credits given by hand or by a code, and what is left of them. */
export function GivenCredits({ userId, credits }: { userId: string; credits: Access['credits'] }) {
  if (credits.length === 0)
    return <p className="text-soft">None were given by hand or by a code.</p>
  return (
    <ul className="border-t border-rule">
      {credits.map(({ sourceKey, granted, remaining, expiresAt, reason }) => (
        <li
          key={sourceKey}
          className="grid grid-cols-[1fr_auto] items-center gap-x-4 border-b border-rule py-2.5"
        >
          <div className="min-w-0">
            <p>
              <Credits amount={granted} signed />
            </p>
            <p className="text-sm wrap-anywhere text-soft">
              <Credits amount={remaining} /> left
              {expiresAt && `, until ${lastDay(expiresAt)}`}, {reason}
            </p>
          </div>
          {remaining > 0 && (
            <ActButton
              act={takeCreditsBackAction.bind(null, { userId, sourceKey })}
              variant="danger"
              size="sm"
            >
              Take back<span className="sr-only"> what is left: {reason}</span>
            </ActButton>
          )}
        </li>
      ))}
    </ul>
  )
}
