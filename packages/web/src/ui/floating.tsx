import { Popover } from '@mantine/core';
import type { DropdownProps } from './dropdown.tsx';
import classes from './dropdown.module.css';

/** The part of a dropdown that floats; placed by a cover over its button, which closes it again. */
export function Floating(props: Omit<DropdownProps, 'opened' | 'children'>) {
  const { onOpened, position, trapFocus = false, className, content } = props;
  return (
    <Popover opened onChange={onOpened} position={position} trapFocus={trapFocus} withRoles={false}>
      <Popover.Target>
        <span
          className={classes.cover}
          onClick={(event) => {
            event.stopPropagation();
            onOpened(false);
          }}
        />
      </Popover.Target>
      <Popover.Dropdown
        p={0}
        {...(className === undefined ? {} : { className })}
        onClick={(event) => event.stopPropagation()}
      >
        {content}
      </Popover.Dropdown>
    </Popover>
  );
}
