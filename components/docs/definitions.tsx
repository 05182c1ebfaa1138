import type { ReactNode } from 'react'

export type Definition = readonly [term: ReactNode, meaning: ReactNode]

/** Names and what they mean, ruled; the names are as programs write them. */
export function Definitions({
  rows,
  wide = false,
}: {
  rows: readonly Definition[]
  wide?: boolean
}) {
  return (
    <dl className="my-5 divide-y divide-rule border-y border-rule">
      {rows.map(([term, meaning], index) => (
        <div
          // The rows are constant, and their terms may be markup.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className={
            wide
              ? 'grid gap-x-6 py-2.5 md:grid-cols-[17rem_1fr]'
              : 'grid gap-x-6 py-2.5 md:grid-cols-[11rem_1fr]'
          }
        >
          <dt className="num text-sm leading-6 break-words">{term}</dt>
          <dd className="text-soft">{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}
