"""`lcagraph sensitivity`, `breakeven` and `scenarios`: what a footprint depends on."""

from __future__ import annotations

from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for
from lcagraph.cli.sensitivity_options import (
    BreakEvenOptions,
    ScenarioOptions,
    SensitivityOptions,
)


@gathered(SensitivityOptions)
def sensitivity(options: SensitivityOptions) -> None:
    """Print what moves the footprint: elasticities; tornado, Sobol … on request."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.pictures import refuse_other_pictures, write_pictures
    from lcagraph.cli.show_sensitivity import (
        analyses,
        pictures_of,
        sensitivity_json,
        sensitivity_text,
    )

    screen = screen_for(options.lang)
    refuse_other_pictures(options.picture)
    with changed(options.model, options.scenario, options.settings) as model:
        found = analyses(model.prepared, options)
        pictures = pictures_of(found, screen) if options.picture else {}
    if options.as_json:
        screen.show(sensitivity_json(found, screen))
    else:
        screen.show(sensitivity_text(found, options.most, screen))
    if options.picture is not None:
        write_pictures(options.picture, pictures, screen)
        without = ", ".join(name for name in found if name not in pictures)
        if without:
            screen.tell(screen.word("cli.without_picture", names=without))


@gathered(BreakEvenOptions)
def breakeven(options: BreakEvenOptions) -> None:
    """Print at which value of a number two footprints are equal."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import as_json_text
    from lcagraph.cli.show_sensitivity import equal_at, other_model, refuse_different

    screen = screen_for(options.lang)
    with changed(options.model, options.scenario, options.settings) as model:
        name = options.scenario or str(options.model)
        other = other_model(options.model, options.other)
        refuse_different(model, other, (name, options.other), force=options.is_anyway)
        found = equal_at(model, other, (name, options.other), options)
    if options.as_json:
        screen.show(as_json_text(found.to_dict()))
    else:
        screen.show(found.to_text(screen.lang))


@gathered(ScenarioOptions)
def scenarios(options: ScenarioOptions) -> None:
    """Print a table of scenarios, or of combinations of them, by stage and item."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import as_json_text
    from lcagraph.cli.show_sensitivity import tabulated

    screen = screen_for(options.lang)
    with changed(options.model, None, options.settings) as model:
        found = tabulated(model, options)
    if options.as_json:
        screen.show(as_json_text(found.to_dict()))
    else:
        screen.show(found.to_text(screen.lang, most=len(found.names)))
