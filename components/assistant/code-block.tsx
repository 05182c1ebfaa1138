import { isValidElement, type ReactNode } from 'react'
import { CopyButton } from '@/components/ui/copy-button'

/** Code in an answer: what it is written in, a button to take it along, and lines that scroll by themselves. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return null
  const code = String(children.props.children ?? '').replace(/\n$/, '')
  const language = /language-(\S+)/.exec(children.props.className ?? '')?.[1]
  return (
    <figure className="my-3 rounded-md bg-sunken text-sm">
      <figcaption className="flex items-center justify-between pt-1 pr-1 pl-3.5">
        <span className="font-mono eyebrow">{language ?? 'text'}</span>
        <CopyButton text={code} label="Copy the code" className="hover:bg-rule/60" />
      </figcaption>
      {/* Scrolls sideways where a line is long, hence reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="overflow-x-auto rounded-md px-3.5 pt-0.5 pb-3 font-mono">
        <code>{code}</code>
      </pre>
    </figure>
  )
}
