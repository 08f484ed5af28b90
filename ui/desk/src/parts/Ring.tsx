/** A ring that empties while time runs out, with the seconds inside. */

const RADIUS = 17;
const ROUND = 2 * Math.PI * RADIUS;

export function Ring({ left, whole, label }: { left: number; whole: number; label: string }) {
  const share = whole > 0 ? Math.min(1, Math.max(0, left / whole)) : 0;
  const urgent = left <= 5;
  return (
    <svg className={urgent ? "ring urgent" : "ring"} viewBox="0 0 40 40" role="timer" aria-label={label}>
      <circle className="ring-back" cx="20" cy="20" r={RADIUS} />
      <circle
        className="ring-front"
        cx="20"
        cy="20"
        r={RADIUS}
        strokeDasharray={ROUND}
        strokeDashoffset={ROUND * (1 - share)}
        transform="rotate(-90 20 20)"
      />
      <text x="20" y="20" dominantBaseline="central" textAnchor="middle">
        {left > 99 ? `${Math.ceil(left / 60)}m` : Math.max(0, Math.ceil(left))}
      </text>
    </svg>
  );
}
