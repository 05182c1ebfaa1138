import type { ReactNode } from 'react'

export type Definition = readonly [term: string, meaning: ReactNode]

/** Names and what they mean, ruled; the names are as programs write them. */
export function Definitions({ rows }: { rows: readonly Definition[] }) {
  return (
    <dl className="my-5 divide-y divide-rule border-y border-rule">
      {rows.map(([term, meaning]) => (
        <div key={term} className="grid gap-x-6 py-2.5 md:grid-cols-[13rem_1fr]">
          <dt className="min-w-0 font-mono text-sm leading-6 break-words">{term}</dt>
          <dd className="min-w-0 text-soft">
            {typeof meaning === 'string' ? withCode(meaning) : meaning}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What stands between backticks is as programs write it. */
function withCode(text: string): ReactNode {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // The parts of a constant text do not move.
      // oxlint-disable-next-line react/no-array-index-key
      <code key={index} className="font-mono text-[0.9em] break-words">
        {part}
      </code>
    ) : (
      part
    ),
  )
}
