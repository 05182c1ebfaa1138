'use client'

import { useState } from 'react'
import { Segmented } from '@/components/ui/segmented'
import { planKeys, plans, type Interval, type PlanKey } from '@/lib/catalogue'
import { PlanColumn, type Viewer } from './plan-column'

/** What two months free is worth, said once: a year costs ten of its months. */
function yearlyNote(): string {
  const { month, year } = plans.pro.prices
  const free = 12 - year.unitAmount / month.unitAmount
  return Number.isInteger(free) && free > 0 ? `${free} months free` : ''
}

export function PlanTable({ viewer, contact }: { viewer: Viewer; contact: string }) {
  const [interval, setInterval] = useState<Interval>(viewer.interval ?? 'month')
  return (
    <>
      <div className="mb-8 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label="Pay by"
          value={interval}
          onChange={setInterval}
          options={[
            { value: 'month', label: 'Monthly' },
            { value: 'year', label: 'Yearly' },
          ]}
        />
        <p className="text-sm text-soft">
          Yearly: {yearlyNote()}, and the credits still come monthly.
        </p>
      </div>
      <div className="grid border-t-2 border-ink sm:grid-cols-2 lg:grid-cols-4">
        {planKeys.map((key: PlanKey) => (
          <PlanColumn key={key} plan={key} interval={interval} viewer={viewer} contact={contact} />
        ))}
      </div>
    </>
  )
}
