import type { ReactNode, SVGProps } from 'react';

/** Our own small set on a 16 px grid. Decorative: the text or label beside an icon carries the meaning. */
const icon = (paths: ReactNode) =>
  function Icon(props: SVGProps<SVGSVGElement>) {
    return (
      <svg
        width="16"
        height="16"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...props}
      >
        {paths}
      </svg>
    );
  };

export const OkIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="m5.4 8.2 1.8 1.8 3.4-3.8" />
  </>,
);
export const BusyIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.3" />
    <circle cx="8" cy="8" r="1.4" fill="currentColor" stroke="none" />
  </>,
);
export const WarnIcon = icon(
  <>
    <path d="M8 2.2 14.2 13H1.8z" />
    <path d="M8 6.6v3M8 11.4v.01" />
  </>,
);
export const BadIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" />
  </>,
);
export const IdleIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="M5.4 8h5.2" />
  </>,
);
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.5 3.5" />
  </>,
);
export const CloseIcon = icon(<path d="m4 4 8 8m0-8-8 8" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const CheckIcon = icon(<path d="m3.2 8.4 3.2 3.2 6.4-7" />);
export const ChevronDownIcon = icon(<path d="m4 6.2 4 4 4-4" />);
export const ChevronRightIcon = icon(<path d="m6.2 4 4 4-4 4" />);
export const ArrowUpIcon = icon(<path d="M8 13V3.4M4 7l4-4 4 4" />);
export const ArrowDownIcon = icon(<path d="M8 3v9.6M4 9l4 4 4-4" />);
export const MoreIcon = icon(<path d="M8 3.2v.01M8 8v.01M8 12.8v.01" strokeWidth="2.2" />);
export const ColumnsIcon = icon(
  <>
    <rect x="2" y="2.8" width="12" height="10.4" rx="1.6" />
    <path d="M6.2 3v10M10 3v10" />
  </>,
);
export const MenuIcon = icon(<path d="M2.5 4.2h11M2.5 8h11M2.5 11.8h11" />);
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.9" />
    <path d="M8 1.4v1.2M8 13.4v1.2M1.4 8h1.2M13.4 8h1.2M3.3 3.3l.9.9M11.8 11.8l.9.9M12.7 3.3l-.9.9M4.2 11.8l-.9.9" />
  </>,
);
export const MoonIcon = icon(<path d="M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z" />);
export const ScreenIcon = icon(
  <>
    <rect x="1.8" y="2.6" width="12.4" height="8.6" rx="1.4" />
    <path d="M5.4 13.8h5.2" />
  </>,
);
export const LanguageIcon = icon(
  <>
    <path d="M1.8 3.8h7M5.3 2.2v1.6M7.4 3.8c-.6 2.8-2.4 5-5.2 6M3.6 6.2c.8 1.6 2.2 2.8 4 3.5" />
    <path d="m7.8 14 3-7 3 7M8.8 11.8h4" />
  </>,
);
export const UserIcon = icon(
  <>
    <circle cx="8" cy="5.4" r="2.8" />
    <path d="M2.8 13.8a5.2 5.2 0 0 1 10.4 0" />
  </>,
);
export const HomeIcon = icon(
  <>
    <rect x="2" y="2" width="5" height="5" rx="1.2" />
    <rect x="9" y="2" width="5" height="5" rx="1.2" />
    <rect x="2" y="9" width="5" height="5" rx="1.2" />
    <rect x="9" y="9" width="5" height="5" rx="1.2" />
  </>,
);
export const ClusterIcon = icon(
  <>
    <path d="m8 1.6 5.6 3.2v6.4L8 14.4l-5.6-3.2V4.8z" />
    <path d="M2.6 4.9 8 8l5.4-3.1M8 8v6.2" />
  </>,
);
export const NamespaceIcon = icon(<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2" strokeDasharray="3 2.2" />);
export const ObjectIcon = icon(<path d="M8 1.8 13.4 5v6L8 14.2 2.6 11V5zM2.6 5 8 8.2 13.4 5M8 8.2v6" />);
export const RolloutIcon = icon(
  <>
    <path d="M2.2 5.2h5.4c2 0 2 5.6 4 5.6h1.6" />
    <path d="M2.2 10.8h4M10 5.2h3.2M11.4 3.4l2 1.8-2 1.8M11.4 9l2 1.8-2 1.8" />
  </>,
);
export const ForwardIcon = icon(<path d="M2.4 3.6v8.8L8 8zM8 3.6v8.8L13.6 8z" />);
export const UndoIcon = icon(<path d="M5.6 2.8 2.6 5.8l3 3M2.8 5.8h6.6a3.9 3.9 0 0 1 0 7.8H6" />);
export const HandIcon = icon(
  <path d="M5.2 8.4V3.9a1 1 0 0 1 2 0v3m0-3.6a1 1 0 0 1 2 0V7m0-2.7a1 1 0 0 1 2 0V9.6c0 2.6-1.6 4.2-3.9 4.2-2 0-2.9-.9-4-2.9L2.4 9a1 1 0 0 1 1.7-1z" />,
);
export const ScaleIcon = icon(<path d="M9.4 6.6 13.6 2.4M10 2.4h3.6V6M6.6 9.4l-4.2 4.2M6 13.6H2.4V10" />);
export const RestartIcon = icon(<path d="M13.4 8A5.4 5.4 0 1 1 11.6 4M13.2 2.2v2.6h-2.6" />);
export const TrashIcon = icon(<path d="M2.6 4.2h10.8M6.2 4V2.4h3.6V4M4 4.4l.6 9.2h6.8l.6-9.2M6.6 7v4M9.4 7v4" />);
export const CopyIcon = icon(
  <>
    <rect x="5.4" y="5.4" width="8.2" height="8.2" rx="1.4" />
    <path d="M10.6 5.2V3.8c0-.8-.6-1.4-1.4-1.4H3.8c-.8 0-1.4.6-1.4 1.4v5.4c0 .8.6 1.4 1.4 1.4h1.4" />
  </>,
);
export const DownloadIcon = icon(<path d="M8 2.2v8M4.8 7.2 8 10.4l3.2-3.2M2.6 13.6h10.8" />);
export const TerminalIcon = icon(
  <>
    <rect x="1.8" y="2.6" width="12.4" height="10.8" rx="1.6" />
    <path d="m4.6 6 2 2-2 2M8.4 10.2h3" />
  </>,
);
export const FolderIcon = icon(
  <path d="M1.8 12.2V4.4c0-.7.5-1.2 1.2-1.2h3.2l1.6 1.8H13c.7 0 1.2.5 1.2 1.2v6c0 .7-.5 1.2-1.2 1.2H3c-.7 0-1.2-.5-1.2-1.2z" />,
);
export const LogsIcon = icon(<path d="M2.4 3.4h11.2M2.4 6.4h7.4M2.4 9.4h9.6M2.4 12.4h5.4" />);
export const DocumentIcon = icon(
  <>
    <path d="M4 1.8h5.4L12.6 5v9.2H4z" />
    <path d="M9.2 2v3.2h3.2M6 8.2h4.4M6 10.8h4.4" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="3" y="7" width="10" height="6.8" rx="1.4" />
    <path d="M5.4 6.8V4.9a2.6 2.6 0 0 1 5.2 0v1.9" />
  </>,
);
export const SignOutIcon = icon(<path d="M6.4 13.6H3V2.4h3.4M10.4 11l3-3-3-3M13.2 8H6.4" />);
export const PauseIcon = icon(<path d="M5.4 3.2v9.6M10.6 3.2v9.6" strokeWidth="2" />);
export const WrapIcon = icon(
  <path d="M2.2 3.6h11.6M2.2 8h9.2a2.2 2.2 0 0 1 0 4.4H8M9.6 10.8 8 12.4 9.6 14M2.2 12.4h2.6" />,
);
export const PlayIcon = icon(<path d="M5 3.2 12.4 8 5 12.8z" />);
export const CordonIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="m3.7 3.7 8.6 8.6" />
  </>,
);
export const DrainIcon = icon(<path d="M2.4 3h11.2L9.4 8.4v4.8l-2.8-1.4V8.4z" />);
export const EvictIcon = icon(<path d="M6.4 13.6H3V2.4h3.4M9.6 5l3.2 3-3.2 3M12.6 8H6.8" />);
export const ImageIcon = icon(
  <>
    <path d="m8 1.8 5.4 2.8v6.8L8 14.2l-5.4-2.8V4.6z" />
    <path d="M2.8 4.7 8 7.4l5.2-2.7M5.4 3.2l5.2 2.7v2.4" />
  </>,
);
export const BookmarkIcon = icon(<path d="M4 2.2h8v11.6l-4-3-4 3z" />);
export const EditIcon = icon(<path d="m3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.2zM9.4 4.4l2.2 2.2" />);
export const TagIcon = icon(
  <>
    <path d="M2.2 7.6V2.2h5.4l6.2 6.2-5.4 5.4z" />
    <path d="M5.2 5.2v.01" strokeWidth="2.2" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.25" />
    <path d="M8 4.4V8l2.4 1.6" />
  </>,
);

/** The product's mark: a compass in its housing. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="15" fill="#0b6478" />
      <circle cx="16" cy="16" r="10.5" fill="none" stroke="#bfe6ee" strokeWidth="1.6" />
      <path d="M21.8 10.2 18 18l-7.8 3.8L14 14z" fill="#fff" />
      <path d="M21.8 10.2 18 18l-4-4z" fill="#f5b544" />
    </svg>
  );
}
