'use client'

import { Lock } from 'lucide-react'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { featureNames } from '@/lib/entitlements/names'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import { formatCredits, unit } from '@/lib/credits/format'

export type ModelChooserProps = {
  models: OfferedModel[]
  chosen: ModelId
  onChoose: (model: ModelId) => void
}

/** Which models there are: what each is for and costs, and of those that cannot be chosen, why. */
export function ModelPanel({
  trigger,
  defaultOpen,
  models,
  chosen,
  onChoose,
}: ModelChooserProps & { trigger: ReactElement; defaultOpen: boolean }) {
  const open = models.filter(({ locked }) => locked === null)
  const locked = models.filter(({ locked }) => locked !== null)
  return (
    <DropdownMenu defaultOpen={defaultOpen}>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-[min(22rem,calc(100vw-1.5rem))]">
        <DropdownMenuLabel className="flex justify-between gap-4">
          Model <span>{unit.word} per 1,000 tokens</span>
        </DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={chosen}
          onValueChange={(id) => onChoose(id as ModelId)}
          aria-label="Model"
        >
          {open.map((model) => (
            <DropdownMenuRadioItem key={model.id} value={model.id} className="py-2">
              <Description model={model} note={model.description} />
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        {locked.map((model) => (
          <LockedModel key={model.id} model={model} />
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function LockedModel({ model }: { model: OfferedModel }) {
  if (model.locked === null || model.locked === 'unpriced')
    return (
      <DropdownMenuItem disabled className="py-2">
        <Description model={model} note="Not available: it has no price yet" />
      </DropdownMenuItem>
    )
  const takes = featureNames[model.locked]
  return (
    <DropdownMenuItem asChild className="py-2">
      <Link href="/pricing">
        <Description
          model={model}
          note={`Not in your plan: takes “${takes}”. See the plans`}
          icon={<Lock aria-hidden="true" />}
        />
      </Link>
    </DropdownMenuItem>
  )
}

function Description({
  model: { name, price },
  note,
  icon,
}: {
  model: OfferedModel
  note: string
  icon?: ReactNode
}) {
  return (
    <span className="min-w-0 flex-1">
      <span className="flex items-baseline justify-between gap-4">
        <span className="flex items-center gap-1.5 font-medium text-ink">
          {name}
          {icon}
        </span>
        {price && (
          <span className="num text-xs text-soft">
            <span aria-hidden="true">
              {formatCredits(price.input)} in, {formatCredits(price.output)} out
            </span>
            <span className="sr-only">
              {`${formatCredits(price.input)} ${unit.word} for 1,000 tokens read, ${formatCredits(price.output)} for 1,000 written`}
            </span>
          </span>
        )}
      </span>
      <span className="block text-xs text-soft">{note}</span>
    </span>
  )
}
