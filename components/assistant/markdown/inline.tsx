import type { Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { destinationOf } from './destination'
import { readable } from './readable'

/** The words inside a block. What the lexer knows and we do not (HTML, pictures) is shown as the text it is. */
export const Inline = ({ tokens }: { tokens: Token[] | undefined }): ReactNode =>
  tokens?.map((token, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- a parsed text does not reorder
    <Piece key={index} token={token} />
  ))

function Piece({ token }: { token: Token }): ReactNode {
  const inside = 'tokens' in token && token.tokens ? <Inline tokens={token.tokens} /> : null
  switch (token.type) {
    case 'strong':
      return <strong className="font-semibold">{inside}</strong>
    case 'em':
      return <em>{inside}</em>
    case 'del':
      return <del>{inside}</del>
    case 'codespan':
      return (
        <code className="rounded-sm bg-sunken px-1 py-0.5 font-mono text-sm">{token.text}</code>
      )
    case 'br':
      return <br />
    case 'link':
      return <Link {...(token as Tokens.Link)}>{inside}</Link>
    // A picture is a request to wherever its address points, made without a click: text that found its way into an answer
    // could send out what it read there. So an answer shows none.
    case 'image':
      return <span>{readable(token.text)}</span>
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : readable(token.raw)
    default:
      return inside ?? readable((token as Tokens.Text).text)
  }
}

/** A link that says where it leads: its words are whatever somebody made the model write. */
function Link({ href, text, children }: Tokens.Link & { children?: ReactNode }) {
  const to = destinationOf(href)
  if (!to) return <span>{children}</span>
  const look = 'font-medium text-accent underline underline-offset-2'
  if (to.host === null)
    return (
      <a href={to.href} className={look}>
        {children}
      </a>
    )
  // Its words are its address, in the same letters.
  const says = destinationOf(text)?.host === to.host && text.includes(to.host)
  return (
    <>
      <a href={to.href} target="_blank" rel="noopener noreferrer nofollow" className={look}>
        {children}
      </a>
      {!says && <span className="text-soft"> ({to.host})</span>}
    </>
  )
}
