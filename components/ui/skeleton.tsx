import type { ComponentProps } from 'react'
import { cn } from './cn'

/** Give it the size of what it stands for. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      aria-hidden="true"
      className={cn('animate-pulse rounded-sm bg-rule/70 motion-reduce:animate-none', className)}
      {...props}
    />
  )
}
