import { canonicalImage, repositoryOf } from '../images.ts';

/** What is inside a simulated image. */
export interface ImageProfile {
  /** `none`: an image of one program, without a shell or any other. */
  readonly os: 'alpine' | 'debian' | 'busybox' | 'none';
  /** The command line of its process, as `ps` shows it. */
  readonly command: readonly string[];
  /** More processes of the same program. */
  readonly workers: readonly string[];
  /** What it listens on when the Pod does not say. */
  readonly ports: readonly number[];
  /** How it answers over HTTP. */
  readonly server: 'nginx' | 'app' | 'prometheus' | 'istiod' | 'none';
  readonly workingDir: string;
  readonly uid: number;
  readonly env: Readonly<Record<string, string>>;
  /** Files beside those of the system, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Version as in its tag, for what the program says of itself. */
  readonly version: string;
  /** Its process is a shell unless the Pod says another. */
  readonly isShell: boolean;
}

type Known = Partial<Omit<ImageProfile, 'version'>>;

const nginxConf = `user  nginx;
worker_processes  auto;
error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;
events {
    worker_connections  1024;
}
http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log  main;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const nginxSite = `server {
    listen       80;
    server_name  localhost;
    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }
    error_page   500 502 503 504  /50x.html;
}
`;

export const nginxPage = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>
</body>
</html>
`;

const shellImage: Known = { command: ['sh'], ports: [], server: 'none', workingDir: '/', isShell: true, files: {} };

/** By the last part of the repository's name, first match. */
const known: readonly [RegExp, Known][] = [
  [/^busybox$/, { ...shellImage, os: 'busybox' }],
  [/^(alpine|netshoot|curl|alpine-k8s)$/, { ...shellImage, os: 'alpine' }],
  [
    /^(ubuntu|debian|fedora|centos|rockylinux|amazonlinux|toolbox)$/,
    { ...shellImage, os: 'debian', command: ['bash'] },
  ],
  [
    /nginx|storefront|web$/,
    {
      command: ['nginx: master process nginx -g daemon off;'],
      workers: ['nginx: worker process', 'nginx: worker process'],
      ports: [80],
      server: 'nginx',
      workingDir: '/',
      env: { NGINX_VERSION: '1.27.5', PKG_RELEASE: '1~bookworm' },
      files: {
        '/etc/nginx/nginx.conf': nginxConf,
        '/etc/nginx/conf.d/default.conf': nginxSite,
        '/usr/share/nginx/html/index.html': nginxPage,
        '/usr/share/nginx/html/50x.html': '<h1>An error occurred.</h1>\n',
        '/var/log/nginx/access.log': '',
        '/var/log/nginx/error.log': '',
      },
    },
  ],
  [
    /^httpd$/,
    {
      command: ['httpd', '-DFOREGROUND'],
      ports: [80],
      server: 'nginx',
      workingDir: '/usr/local/apache2',
      files: { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' },
    },
  ],
  [
    /redis|valkey/,
    {
      command: ['redis-server *:6379'],
      ports: [6379],
      server: 'none',
      workingDir: '/data',
      files: {
        '/usr/local/etc/redis/redis.conf': 'bind 0.0.0.0\nport 6379\nappendonly no\nmaxmemory-policy noeviction\n',
      },
    },
  ],
  [
    /postgres/,
    {
      command: ['postgres'],
      workers: ['postgres: checkpointer', 'postgres: background writer', 'postgres: walwriter'],
      ports: [5432],
      server: 'none',
      workingDir: '/',
      env: { PGDATA: '/var/lib/postgresql/data', PG_MAJOR: '17' },
      files: {
        '/var/lib/postgresql/data/PG_VERSION': '17\n',
        '/var/lib/postgresql/data/postgresql.conf':
          "listen_addresses = '*'\nmax_connections = 100\nshared_buffers = 128MB\n",
      },
    },
  ],
  [/mysql|mariadb/, { command: ['mysqld'], ports: [3306], server: 'none', workingDir: '/' }],
  [/mongo/, { command: ['mongod'], ports: [27017], server: 'none', workingDir: '/' }],
  [/rabbitmq/, { command: ['beam.smp'], ports: [5672, 15672], server: 'none', workingDir: '/' }],
  [
    /prometheus|alertmanager/,
    { os: 'busybox', command: ['/bin/prometheus'], ports: [9090], server: 'prometheus', workingDir: '/prometheus' },
  ],
  [
    /^(coredns|pause|etcd|kube-.*|metrics-server|csi-.*|.*-controller|.*-operator|.*-provisioner|.*-exporter)$/,
    { os: 'none', ports: [8080] },
  ],
  [/^(istiod|pilot)$/, { os: 'none', ports: [8080, 15010, 15012, 15014, 15017], server: 'istiod' }],
  [/distroless|static/, { os: 'none', ports: [8080] }],
];

const versionOf = (image: string): string => {
  const full = canonicalImage(image).split('@', 1)[0] ?? '';
  return full.slice(full.lastIndexOf(':') + 1).replace(/-?sim-.*$/, '') || 'latest';
};

const profiles = new Map<string, ImageProfile>();
const maxProfiles = 1000;

/** What the image holds, by its name and tag. One object per image. */
export const profileOf = (image: string): ImageProfile => {
  const held = profiles.get(image);
  if (held !== undefined) return held;
  if (profiles.size >= maxProfiles) profiles.clear();
  const repository = repositoryOf(image);
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const version = versionOf(image);
  const match = known.find(([pattern]) => pattern.test(name))?.[1] ?? {};
  const isDistroless = repository.includes('distroless');
  const os = isDistroless ? 'none' : (match.os ?? (/alpine/.test(version) ? 'alpine' : 'debian'));
  const profile: ImageProfile = {
    os,
    command: [os === 'none' ? `/${name}` : `/app/${name}`],
    workers: [],
    ports: [8080],
    server: 'app',
    workingDir: os === 'none' ? '/' : '/app',
    uid: 0,
    env: {},
    isShell: false,
    files:
      os === 'none'
        ? {}
        : {
            '/app/config.yaml': `service: ${name}\nlisten: :8080\nlog:\n  level: info\n`,
            '/app/VERSION': `${version}\n`,
            '/app/README.md': `# ${name}\n\nVersion ${version}.\n`,
          },
    ...match,
    ...(isDistroless ? { os: 'none' as const } : {}),
    version,
  };
  profiles.set(image, profile);
  return profile;
};
