import type { ReactNode } from 'react'

type SectionProps = { title: string; lead?: string; children: ReactNode }

export function Section({ title, lead, children }: SectionProps) {
  return (
    <section className="border-t border-rule">
      <div className="shell py-16">
        <div className="mb-9 grid gap-x-16 gap-y-2 md:grid-cols-2">
          <h2 className="text-2xl font-semibold">{title}</h2>
          {lead && <p className="max-w-[36rem] text-soft">{lead}</p>}
        </div>
        {children}
      </div>
    </section>
  )
}
