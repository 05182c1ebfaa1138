'use client'

import { Lexer, type Token } from 'marked'
import { memo } from 'react'
import remend from 'remend'
import { Block } from './block'

/** A block that has been written stays as it is: only the last one is drawn again while an answer grows. */
const Written = memo(
  function Written({ token }: { token: Token }) {
    return <Block token={token} />
  },
  (before, after) => before.token.raw === after.token.raw && before.token.type === after.token.type,
)

/** An answer's Markdown, also while it is half written. HTML in it is shown as text: nothing here makes any. */
export const Markdown = memo(function Markdown({
  children,
  streaming,
}: {
  children: string
  streaming: boolean
}) {
  const blocks = new Lexer({ gfm: true }).lex(streaming ? remend(children) : children)
  return (
    <div className="space-y-3 break-words">
      {blocks.map((token, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- blocks are only ever appended
        <Written key={index} token={token} />
      ))}
    </div>
  )
})
