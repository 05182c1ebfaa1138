import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const style = cva(
  'inline-flex items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap',
  {
    variants: {
      tone: {
        neutral: 'border-rule text-soft',
        accent: 'border-accent/35 bg-accent-wash text-accent',
        warn: 'border-warn/35 bg-warn-wash text-warn',
        danger: 'border-danger/35 bg-danger-wash text-danger',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type BadgeTone = NonNullable<VariantProps<typeof style>['tone']>

export function Badge({
  tone,
  className,
  ...props
}: ComponentProps<'span'> & VariantProps<typeof style>) {
  return <span className={cn(style({ tone }), className)} {...props} />
}
