'use client'

import { useState } from 'react'
import { ModelChooser } from '@/components/assistant/model-chooser'
import { Credits } from '@/components/ui/amount'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/segmented'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import { daysOfSpan, spans, type Span } from './spans'

type Props = {
  /** The day it is for the server: ISO, UTC. */
  today: string
  models: OfferedModel[]
  initialModel: ModelId
  pending: boolean
  onStart: (wanted: { from: string; to: string; model: ModelId }) => void
}

/** Which days are reviewed, by which model, and what that will roughly cost. */
export function ReviewForm({ today, models, initialModel, pending, onStart }: Props) {
  const [span, setSpan] = useState<Span>('last_30_days')
  const [own, setOwn] = useState(() => daysOfSpan('last_30_days', today))
  const [model, setModel] = useState(initialModel)
  const days = span === 'own' ? own : daysOfSpan(span, today)
  const chosen = models.find(({ id }) => id === model)
  const ready = !pending && days.from !== '' && days.to !== '' && chosen?.locked === null
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onStart({ ...days, model })
      }}
    >
      <Segmented
        label="Period"
        value={span}
        onChange={setSpan}
        options={spans.map(({ value, label }) => ({ value, label }))}
        className="max-sm:flex max-sm:*:flex-1 max-sm:*:px-1"
      />
      {span === 'own' && (
        <div className="grid max-w-sm grid-cols-2 gap-3">
          <Field label="From (UTC)">
            <Input
              type="date"
              value={own.from}
              max={today}
              required
              onChange={(event) => setOwn({ ...own, from: event.target.value })}
            />
          </Field>
          <Field label="To (UTC)">
            <Input
              type="date"
              value={own.to}
              max={today}
              required
              onChange={(event) => setOwn({ ...own, to: event.target.value })}
            />
          </Field>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" pending={pending} disabled={!ready}>
          Start the review
        </Button>
        <ModelChooser models={models} chosen={model} onChoose={setModel} />
        {chosen?.typicalCost != null && (
          <p className="text-sm text-soft">
            usually about <Credits amount={chosen.typicalCost} decimals={0} className="text-ink" />,
            step by step
          </p>
        )}
      </div>
    </form>
  )
}
