import { ChevronRightIcon } from '../ui/icons.tsx';
import { Link } from './link.tsx';

/** Where the page stands; the last part is the page itself. */
export function Crumbs({ parts }: { parts: readonly { text: string; href?: string }[] }) {
  return (
    <ol>
      {parts.map((part, index) => (
        <li key={part.text + String(index)} aria-current={index === parts.length - 1 ? 'page' : undefined}>
          {index === 0 ? null : <ChevronRightIcon width={12} height={12} />}
          {part.href === undefined ? (
            <span className="bn-ellipsis">{part.text}</span>
          ) : (
            <Link href={part.href}>{part.text}</Link>
          )}
        </li>
      ))}
    </ol>
  );
}
