import { CopyButton } from '@/components/ui/copy-button'
import { cn } from '@/components/ui/cn'

const keywords = /\b(export|async|function|const|await|if|throw|new|try|return|catch)\b/
const token =
  /(`[^`]*`|'[^']*')|\b(export|async|function|const|await|if|throw|new|try|return|catch)\b|\b(metered|spent)\b/g

/** Enough colour to find the calls that matter. */
function colour(line: string) {
  const parts: { text: string; className?: string }[] = []
  let at = 0
  for (const match of line.matchAll(token)) {
    parts.push({ text: line.slice(at, match.index) })
    const className = match[3]
      ? 'font-semibold text-accent'
      : keywords.test(match[0]) && match[2]
        ? 'text-soft'
        : 'text-warn'
    parts.push({ text: match[0], className })
    at = match.index + match[0].length
  }
  return [...parts, { text: line.slice(at) }]
}

export function Code({
  code,
  title,
  className,
}: {
  code: string
  title: string
  className?: string
}) {
  return (
    <figure className={cn('rounded-md border border-rule bg-sunken', className)}>
      <figcaption className="flex items-center justify-between border-b border-rule py-1 pr-1 pl-4">
        <span className="num text-xs text-soft">{title}</span>
        <CopyButton text={code} label="Copy the code" className="hover:bg-paper" />
      </figcaption>
      {/* Scrolls sideways on a phone, hence reachable by keyboard. */}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="overflow-x-auto py-4 font-mono text-[0.8125rem] leading-[1.6]"
      >
        <code className="grid w-max min-w-full">
          {code.split('\n').map((line, index) => (
            // Lines of a constant text neither move nor change.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className="grid grid-cols-[3rem_1fr]">
              <span className="pr-4 text-right text-soft select-none" aria-hidden="true">
                {index + 1}
              </span>
              <span className="pr-4 whitespace-pre">
                {(title.endsWith('.sh') ? [{ text: line }] : colour(line)).map(
                  ({ text, className: tone }, part) => (
                    // oxlint-disable-next-line react/no-array-index-key
                    <span key={part} className={tone}>
                      {text}
                    </span>
                  ),
                )}
                {line === '' && ' '}
              </span>
            </span>
          ))}
        </code>
      </pre>
    </figure>
  )
}
