import { CopyButton } from '@/components/ui/copy-button'

/** Code in an answer: what it is written in, a button to take it along, and lines that scroll by themselves. */
export function CodeBlock({ code, language }: { code: string; language?: string | undefined }) {
  return (
    <figure className="my-3 rounded-md bg-sunken text-sm">
      <figcaption className="flex items-center justify-between pt-1 pr-1 pl-3.5">
        <span className="font-mono eyebrow">{/^\S+/.exec(language ?? '')?.[0] ?? 'text'}</span>
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
