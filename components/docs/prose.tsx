import type { ReactNode } from 'react'

/** Running text of the documentation, no wider than can be read. */
export function Prose({ children }: { children: ReactNode }) {
  return (
    <div className="grid max-w-[40rem] gap-3 [&_a]:text-accent [&_a]:underline [&_a]:decoration-accent/35 [&_a]:underline-offset-4 [&_code]:font-mono [&_code]:text-[0.9em] [&_code]:break-words">
      {children}
    </div>
  )
}
