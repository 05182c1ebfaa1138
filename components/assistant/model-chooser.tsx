'use client'

import { ChevronDown } from 'lucide-react'
import { memo } from 'react'
import { Button } from '@/components/ui/button'
import { lateMenu } from '@/components/ui/late-menu'
import type { ModelChooserProps } from './model-panel'

const Panel = lateMenu(async () => (await import('./panels')).ModelPanel)

/** Which model is asked. Not drawn again with each letter that is typed beside it. */
export const ModelChooser = memo(function ModelChooser(props: ModelChooserProps) {
  const name = props.models.find(({ id }) => id === props.chosen)?.name ?? props.chosen
  return (
    <Panel
      {...props}
      trigger={
        <Button variant="ghost" size="sm" className="-ml-1 text-soft" aria-label={`Model: ${name}`}>
          {name}
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    />
  )
})
