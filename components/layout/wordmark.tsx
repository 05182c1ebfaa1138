import { cn } from '@/components/ui/cn'

/** A barrier that has just gone up. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={cn('size-6', className)}>
      <rect width="24" height="24" rx="4" className="fill-accent" />
      <g className="stroke-on-accent" strokeWidth="2" strokeLinecap="round" fill="none">
        <path d="M6.5 19V9.5" />
        <path d="M6.5 13 18.5 5" />
        <path d="M4.5 19h15" strokeWidth="1.5" />
      </g>
    </svg>
  )
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2 font-semibold tracking-tight', className)}>
      <Mark />
      Tollgate
    </span>
  )
}
