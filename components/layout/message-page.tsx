import type { ReactNode } from 'react'

type MessagePageProps = { title: ReactNode; children: ReactNode; actions: ReactNode }

/** A page that is only a few sentences: what happened, what is safe, what to do. */
export function MessagePage({ title, children, actions }: MessagePageProps) {
  return (
    <div className="shell py-14 lg:py-20">
      <div className="grid max-w-lg gap-4">
        <h1 className="text-2xl font-semibold">{title}</h1>
        <div className="grid gap-3 text-soft">{children}</div>
        <div className="mt-2 flex flex-wrap gap-2">{actions}</div>
      </div>
    </div>
  )
}
