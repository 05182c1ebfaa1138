import { Credits, Money } from '@/components/ui/amount'
import { formatDay } from '@/components/ui/date'
import type { DowngradePreview, UpgradePreview } from '@/lib/billing'
import { plans } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'
import type { ReactNode } from 'react'

type Line = { label: ReactNode; value: ReactNode; strong?: boolean }

function Ledger({ lines }: { lines: Line[] }) {
  return (
    <dl className="border-t-2 border-ink">
      {lines.map(({ label, value, strong }, place) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- the lines of one preview never move
          key={place}
          className={
            strong
              ? 'flex items-baseline justify-between gap-6 border-b-2 border-ink py-3 text-lg font-semibold'
              : 'flex items-baseline justify-between gap-6 border-b border-rule py-3'
          }
        >
          <dt className={strong ? undefined : 'text-soft'}>{label}</dt>
          <dd className="shrink-0 text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The exact bill of an upgrade, as Stripe will write it, and the credits that arrive with it. */
export function UpgradeBill({ preview }: { preview: UpgradePreview }) {
  const { currency, lines, discountMinor, taxMinor, balanceMinor, dueMinor } = preview
  const { creditsNow, renewsAt, to } = preview
  const money = (minor: number) => <Money minor={minor} currency={currency} />
  return (
    <Ledger
      lines={[
        ...lines.map(({ description, amountMinor }) => ({
          label: description,
          value: money(amountMinor),
        })),
        ...(discountMinor === 0 ? [] : [{ label: 'Discount', value: money(-discountMinor) }]),
        ...(taxMinor === 0 ? [] : [{ label: 'Tax', value: money(taxMinor) }]),
        ...(balanceMinor === 0
          ? []
          : [{ label: 'From your balance at Stripe', value: money(-balanceMinor) }]),
        { label: 'Due now', value: money(Math.max(dueMinor, 0)), strong: true },
        { label: 'Credits that arrive now', value: <Credits amount={creditsNow} signed /> },
        {
          label: `From ${formatDay(renewsAt)}`,
          value: (
            <>
              {money(preview.priceMinor)} a {to.interval}
            </>
          ),
        },
      ]}
    />
  )
}

export function DowngradePlan({ preview }: { preview: DowngradePreview }) {
  const { from, to, currency, priceMinor, effectiveAt } = preview
  const day = formatDay(effectiveAt)
  return (
    <Ledger
      lines={[
        { label: `Until ${day}`, value: plans[from.planKey].name },
        { label: `From ${day}`, value: plans[to.planKey].name },
        {
          label: 'Credits from then on',
          value: (
            <>
              <Credits amount={credits(plans[to.planKey].creditsPerMonth)} /> a month
            </>
          ),
        },
        {
          label: 'Price from then on',
          value: (
            <>
              <Money minor={priceMinor} currency={currency} /> a {to.interval}
            </>
          ),
        },
        { label: 'Due now', value: <Money minor={0} currency={currency} />, strong: true },
      ]}
    />
  )
}
