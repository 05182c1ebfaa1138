import { Slip } from './slip'

/** Something the assistant would have proposed, and why it cannot be done now. */
export function RefusedCard({ refused }: { refused: string }) {
  return (
    <Slip title="Not possible now">
      <p className="py-2">{refused}</p>
    </Slip>
  )
}
