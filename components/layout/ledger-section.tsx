import type { ReactNode } from 'react'

type LedgerSectionProps = { id?: string; title: string; note?: ReactNode; children: ReactNode }

/** A part of a page as in an account book: its name in the margin, its content beside it, a rule above. */
export function LedgerSection({ id, title, note, children }: LedgerSectionProps) {
  return (
    <section
      id={id}
      aria-label={title}
      className="grid scroll-mt-20 gap-x-10 gap-y-4 border-t border-rule py-8 first-of-type:border-t-2 first-of-type:border-ink lg:grid-cols-[13rem_1fr]"
    >
      <div>
        <h2 className="font-semibold">{title}</h2>
        {note && <p className="mt-1 text-sm text-soft">{note}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
