import { ActButton } from '@/components/billing/act-button'
import { Badge } from '@/components/ui/badge'
import { formatDay } from '@/components/ui/date'
import type { Access } from '@/lib/admin/access'
import { revokeAccessAction } from '@/lib/admin/access-actions'
import { lastDay } from '@/lib/entitlements/days'
import { featureNames, isFeature, isLimit, limitNames, limitText } from '@/lib/entitlements/names'

type Row = Access['overrides'][number]

function what({ kind, key, value }: Row): string {
  if (kind === 'feature') return isFeature(key) ? featureNames[key] : key
  return `${isLimit(key) ? limitNames[key] : key}: ${limitText(value)}`
}

function state({ revokedAt, until, inForce }: Row): string {
  if (revokedAt) return `revoked ${formatDay(revokedAt)}`
  if (!until) return 'no end'
  return `${inForce ? 'until' : 'ended'} ${lastDay(until)}`
}

/** What was granted beyond the plan, with its reason; what is in force can be revoked. */
export function OverrideList({ overrides }: { overrides: readonly Row[] }) {
  if (overrides.length === 0)
    return <p className="text-soft">Nothing beyond the plan was granted yet.</p>
  return (
    <ul className="border-t border-rule">
      {overrides.map((row) => (
        <li
          key={row.id}
          className="grid grid-cols-[1fr_auto] items-center gap-x-4 border-b border-rule py-2.5"
        >
          <div className="min-w-0">
            <p className={row.inForce ? '' : 'text-soft line-through'}>{what(row)}</p>
            <p className="text-sm wrap-anywhere text-soft">
              <Badge>{row.source === 'admin' ? 'owner' : 'promotion'}</Badge> {state(row)},{' '}
              {row.reason}
            </p>
          </div>
          {row.inForce && (
            <ActButton
              act={revokeAccessAction.bind(null, { id: row.id })}
              variant="danger"
              size="sm"
            >
              Revoke<span className="sr-only"> {what(row)}</span>
            </ActButton>
          )}
        </li>
      ))}
    </ul>
  )
}
