import { Check, ChevronRight, Minus } from 'lucide-react'
import Link from 'next/link'
import { LedgerSection } from '@/components/layout/ledger-section'
import { explainEntitlements, type Explained } from '@/lib/entitlements'
import { limitText, type LimitName } from '@/lib/entitlements/names'
import { usedSoFar } from '@/lib/entitlement-usage'

/** Every feature and limit of the user, each with why. */
export async function CanUseSection({ userId }: { userId: string }) {
  const [rows, used] = await Promise.all([explainEntitlements(userId), usedSoFar(userId)])
  return (
    <LedgerSection
      id="can-use"
      title="What you can use"
      note="From your plan, from promotions, or granted to you. Open a line to see why."
    >
      <CanUseList rows={rows} used={used} />
    </LedgerSection>
  )
}

type CanUseListProps = { rows: readonly Explained[]; used: Partial<Record<LimitName, number>> }

export function CanUseList({ rows, used }: CanUseListProps) {
  return (
    <ul className="border-t border-rule">
      {rows.map((row) => (
        <li key={row.key} className="border-b border-rule">
          <details className="group">
            <summary className="grid list-none grid-cols-[1rem_1fr_auto] items-baseline gap-x-3 py-2.5 hover:bg-sunken [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden="true"
                className="size-3.5 self-center text-soft transition-transform group-open:rotate-90"
              />
              <span>{row.name}</span>
              <Value row={row} used={row.kind === 'limit' ? used[row.key] : undefined} />
            </summary>
            <Why row={row} />
          </details>
        </li>
      ))}
    </ul>
  )
}

function Value({ row, used }: { row: Explained; used: number | undefined }) {
  if (row.kind === 'feature')
    return row.value ? (
      <span className="text-sm">
        <Check className="mr-2 inline size-4 align-[-0.2em] text-accent" aria-hidden="true" />
        yes
      </span>
    ) : (
      <span className="text-sm text-soft">
        <Minus className="mr-2 inline size-4 align-[-0.2em]" aria-hidden="true" />
        not included
      </span>
    )
  const amount = (
    <span className={row.value > 0 ? 'num' : 'text-sm text-soft'}>{limitText(row.value)}</span>
  )
  if (used === undefined || row.value === 0) return amount
  return (
    <span className="text-soft">
      <span className="num text-ink">{used.toLocaleString('en-US')}</span> used
      {row.value > 0 ? ' of ' : ', '}
      {amount}
    </span>
  )
}

function Why({ row: { from, elsewhere } }: { row: Explained }) {
  return (
    <div className="pb-3 pl-7 text-sm text-soft">
      <p className="wrap-anywhere">{from}.</p>
      {elsewhere && (
        <p>
          {elsewhere}.{' '}
          <Link href="/pricing" className="text-accent underline underline-offset-4">
            Compare plans
          </Link>
        </p>
      )}
    </div>
  )
}
