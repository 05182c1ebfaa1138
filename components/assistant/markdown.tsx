'use client'

import { memo } from 'react'
import { Streamdown, type Components } from 'streamdown'
import { cn } from '@/components/ui/cn'
import { CodeBlock } from './code-block'

const cell = 'min-w-24 border-t border-rule py-2 pr-6 text-left align-top last:pr-0'

const components: Components = {
  // A picture is a request to wherever its address points, made without a click: text that found its way into an answer
  // could send out what it read there. So an answer shows none.
  img: ({ alt }) => <span>{alt}</span>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    // Wide ones scroll by themselves, hence reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-b border-rule text-sm">{children}</table>
    </div>
  ),
  thead: ({ children }) => <thead>{children}</thead>,
  th: ({ children, style }) => (
    <th style={style} className={cn(cell, 'border-t-0 font-medium text-soft')}>
      {children}
    </th>
  ),
  td: ({ children, style }) => (
    <td style={style} className={cell}>
      {children}
    </td>
  ),
}

/** An answer's Markdown, also while it is half written. HTML in it is shown as text, never run. */
export const Markdown = memo(function Markdown({
  children,
  streaming,
}: {
  children: string
  streaming: boolean
}) {
  return (
    <Streamdown
      mode={streaming ? 'streaming' : 'static'}
      isAnimating={streaming}
      components={components}
      controls={false}
      className="space-y-3 break-words [&_h1]:text-lg [&_h2]:text-lg [&_h3]:text-base [&_li]:my-0.5"
    >
      {children}
    </Streamdown>
  )
})
