from pathlib import Path

from django.core.management.base import BaseCommand

from directory.search import index, judged


class Command(BaseCommand):
    help = "Compare the search with the judged queries, on the directory as it is: nDCG@10 and success@1, by group."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Judged queries, such as tests/search/judgements.toml.")
        parser.add_argument("--worst", type=int, default=0, metavar="N", help="Also show the N queries that go worst.")

    def handle(self, *args, file: Path, worst: int, **options):
        results = judged.judge(index.current(), file)
        self.stdout.write(f"{'':12}{'queries':>8}{'nDCG@10':>9}{'success@1':>11}")
        for group, (queries, ndcg, success) in judged.averages(results).items():
            self.stdout.write(f"{group:12}{queries:8}{ndcg:9.3f}{success:11.3f}")
        for result in sorted(results, key=lambda result: (result.ndcg, result.success))[:worst]:
            wanted = ", ".join(
                f"{slug} {grade}" for slug, grade in sorted(result.grades.items(), key=lambda pair: -pair[1])[:6]
            )
            self.stdout.write(f"\n{result.ndcg:.2f} {result.text}\n  found  {', '.join(result.found)}\n  wanted {wanted}")
