import { cva, type VariantProps } from 'class-variance-authority'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

const style = cva('flex gap-3 rounded-md border-l-2 px-4 py-3', {
  variants: {
    tone: {
      info: 'border-edge bg-sunken [&>svg]:text-soft',
      success: 'border-accent bg-accent-wash [&>svg]:text-accent',
      warn: 'border-warn-fill bg-warn-wash [&>svg]:text-warn',
      danger: 'border-danger bg-danger-wash [&>svg]:text-danger',
    },
  },
  defaultVariants: { tone: 'info' },
})

const icons = { info: Info, success: CircleCheck, warn: TriangleAlert, danger: CircleAlert }

type AlertProps = VariantProps<typeof style> & {
  title: ReactNode
  /** What is safe and what to do. */
  children?: ReactNode
  action?: ReactNode
  className?: string
}

export function Alert({ tone, title, children, action, className }: AlertProps) {
  const Icon = icons[tone ?? 'info']
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} className={cn(style({ tone }), className)}>
      <Icon className="mt-1 size-4 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1 sm:flex sm:items-center sm:gap-4">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{title}</p>
          {children && <div className="text-sm text-soft">{children}</div>}
        </div>
        {action && <div className="mt-3 shrink-0 sm:mt-0">{action}</div>}
      </div>
    </div>
  )
}
