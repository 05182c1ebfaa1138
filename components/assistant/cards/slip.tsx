import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

/** The paper the assistant's findings are on: a heading with its figure, ruled lines below. */
export function Slip({
  title,
  figure,
  children,
}: {
  title: ReactNode
  figure?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="rounded-lg border border-rule bg-raised px-4 text-sm">
      <div className="flex min-h-11 items-center justify-between gap-4 py-2">
        <p className="font-medium">{title}</p>
        {figure && <p className="text-right text-base">{figure}</p>}
      </div>
      {children && <div className="border-t border-rule py-1">{children}</div>}
    </div>
  )
}

/** A ruled line: what, and its figure on the right. */
export function SlipLine({
  what,
  note,
  strong = false,
  children,
}: {
  what: ReactNode
  note?: ReactNode
  /** The line that counts: the sum, the price. */
  strong?: boolean
  children?: ReactNode
}) {
  return (
    <li
      className={cn(
        'flex items-baseline justify-between gap-4 border-t border-rule py-2 first:border-t-0',
        strong && 'text-base font-semibold',
      )}
    >
      <span className="min-w-0">
        {what}
        {note && <span className="block text-xs font-normal text-soft">{note}</span>}
      </span>
      {children && <span className="shrink-0 text-right">{children}</span>}
    </li>
  )
}

/** A sentence on a slip. */
export function SlipNote({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <p className={cn('border-t border-rule py-2 text-xs text-soft first:border-t-0', className)}>
      {children}
    </p>
  )
}

const isWeb = (address: string) => /^https?:\/\//.test(address)

export const linkStyle =
  'text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent'

/** A link to a page of the payment provider's; an address that is none shows nothing. */
export function SlipLink({ to, children }: { to: string | null | undefined; children: ReactNode }) {
  if (!to || !isWeb(to)) return null
  return (
    <a href={to} target="_blank" rel="noreferrer" className={linkStyle}>
      {children}
    </a>
  )
}
