import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Money } from '@/components/ui/amount'
import { isByAgreement, planKeys, plans, type Feature, type PlanKey } from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'
import { credits } from '@/lib/credits/unit'
import {
  featureKeys,
  featureNames,
  limitKeys,
  limitNames,
  limitText,
} from '@/lib/entitlements/names'

/** Figures in figures, the rest in words. */
const number = (value: number, none?: string) =>
  value > 0 ? <span className="num">{limitText(value)}</span> : (none ?? limitText(value))

const amount = (whole: number, none: string) =>
  whole > 0 ? <span className="num">{formatCredits(credits(whole))}</span> : none

const overage = (perThousand: number | null, agreed: boolean) =>
  perThousand === null ? agreed ? 'agreed' : 'no' : <Money minor={perThousand} />

const rows: { name: string; cell: (plan: PlanKey) => ReactNode }[] = [
  {
    name: `${unit.word === 'credits' ? 'Credits' : 'Tokens'} a month`,
    cell: (plan) => amount(plans[plan].creditsPerMonth, 'agreed'),
  },
  {
    name: `Unspent ${unit.word} carried over, at most`,
    cell: (plan) => amount(plans[plan].rolloverCap, isByAgreement(plan) ? 'agreed' : 'none'),
  },
  {
    name: `${formatCredits(credits(1_000))} ${unit.word} more, with the next invoice`,
    cell: (plan) => overage(plans[plan].overagePerThousand, isByAgreement(plan)),
  },
  ...featureKeys.map((feature) => ({
    name: featureNames[feature],
    cell: (plan: PlanKey) => {
      const features: readonly Feature[] = plans[plan].features
      return features.includes(feature) ? (
        <>
          <Check className="inline size-4 text-accent" aria-hidden="true" />
          <span className="sr-only">yes</span>
        </>
      ) : (
        <>
          <Minus className="inline size-4 text-soft" aria-hidden="true" />
          <span className="sr-only">no</span>
        </>
      )
    },
  })),
  ...limitKeys.map((limit) => ({
    name: limitNames[limit],
    cell: (plan: PlanKey) => number(plans[plan].limits[limit]),
  })),
]

/** Every plan against every feature and limit, straight from the catalogue. */
export function Comparison() {
  return (
    // On the narrowest phones it scrolls inside itself, hence reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="relative overflow-x-auto" tabIndex={0} aria-label="Comparison of the plans">
      <table className="w-full border-t-2 border-ink text-xs sm:text-sm">
        <thead>
          <tr className="border-b border-rule">
            <th scope="col" className="py-3">
              <span className="sr-only">What</span>
            </th>
            {planKeys.map((plan) => (
              <th
                key={plan}
                scope="col"
                className="py-3 pl-2.5 text-right font-semibold sm:w-[17%] sm:pl-4"
              >
                {plans[plan].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cell }) => (
            <tr key={name} className="border-b border-rule">
              <th scope="row" className="py-2.5 pr-4 text-left font-normal">
                {name}
              </th>
              {planKeys.map((plan) => (
                <td key={plan} className="py-2.5 pl-2.5 text-right sm:pl-4">
                  {cell(plan)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
