import type { ReactNode } from 'react'

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
        {figure && <p className="text-base">{figure}</p>}
      </div>
      {children && <div className="border-t border-rule py-1">{children}</div>}
    </div>
  )
}

/** A ruled line: what, and its figure on the right. */
export function SlipLine({
  what,
  note,
  children,
}: {
  what: ReactNode
  note?: ReactNode
  children: ReactNode
}) {
  return (
    <li className="flex items-baseline justify-between gap-4 border-t border-rule py-2 first:border-t-0">
      <span className="min-w-0">
        {what}
        {note && <span className="block text-xs text-soft">{note}</span>}
      </span>
      <span className="shrink-0 text-right">{children}</span>
    </li>
  )
}
