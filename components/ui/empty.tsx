import type { ReactNode } from 'react'
import { cn } from './cn'

type EmptyProps = {
  title: ReactNode
  /** What to do first. */
  children?: ReactNode
  action?: ReactNode
  className?: string
}

/** Nothing here yet: says what will be, and what to do first. */
export function Empty({ title, children, action, className }: EmptyProps) {
  return (
    <div className={cn('border-y border-rule py-12', className)}>
      <p className="font-medium">{title}</p>
      {children && <div className="mt-1 max-w-prose text-soft">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap gap-2">{action}</div>}
    </div>
  )
}
